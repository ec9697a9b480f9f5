package io.lakeproof;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The cheap test, without a call to Python, whether a statement may be one for the hook. */
final class Keywords {
  static final Keywords NONE = new Keywords("", "");
  private static final int WORDS = 4;

  private final Map<String, String[]> beginnings = new HashMap<>();
  private final String[] anywhere;

  /**
   * Both lists are parted by newlines. A beginning is one to four words in upper case; texts in lower case after it,
   * parted by tabs, say that it is wanted only if one of them occurs too.
   */
  Keywords(String beginnings, String anywhere) {
    for (String line : beginnings.split("\n")) {
      String[] parts = line.split("\t");
      this.beginnings.put(parts[0], Arrays.copyOfRange(parts, 1, parts.length));
    }
    this.anywhere = anywhere.isEmpty() ? new String[0] : anywhere.split("\n");
  }

  boolean match(String statement) {
    StringBuilder words = new StringBuilder();
    int at = 0;
    for (int i = 0; i < WORDS; i++) {
      int start = skip(statement, at);
      at = start;
      while (at < statement.length() && Character.isLetter(statement.charAt(at))) {
        at++;
      }
      if (at == start) {
        break;
      }
      words.append(i == 0 ? "" : " ").append(statement.substring(start, at).toUpperCase(Locale.ROOT));
      String[] needs = beginnings.get(words.toString());
      if (needs != null && (needs.length == 0 || contains(statement, needs))) {
        return true;
      }
    }
    return contains(statement, anywhere);
  }

  private static boolean contains(String statement, String[] texts) {
    String lower = texts.length == 0 ? "" : statement.toLowerCase(Locale.ROOT);
    for (String text : texts) {
      if (lower.contains(text)) {
        return true;
      }
    }
    return false;
  }

  /** The place of the next word, after blanks and comments. */
  static int skip(String text, int from) {
    int at = from;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("--", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        at = end < 0 ? text.length() : end + 2;
      } else {
        return at;
      }
    }
    return at;
  }
}
