package io.lakeproof;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The cheap test, without a call to Python, whether a statement may be one for the hook. */
final class Keywords {
  static final Keywords NONE = new Keywords("", "");
  private static final int WORDS = 3;

  private final Set<String> beginnings = new HashSet<>();
  private final String[] anywhere;

  /** Both lists are parted by newlines; beginnings are in upper case with single blanks. */
  Keywords(String beginnings, String anywhere) {
    for (String beginning : beginnings.split("\n")) {
      this.beginnings.add(beginning);
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
      if (beginnings.contains(words.toString())) {
        return true;
      }
    }
    if (anywhere.length == 0) {
      return false;
    }
    String lower = statement.toLowerCase(Locale.ROOT);
    for (String text : anywhere) {
      if (lower.contains(text)) {
        return true;
      }
    }
    return false;
  }

  /** The place of the next word, after blanks and comments. */
  private static int skip(String text, int from) {
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
