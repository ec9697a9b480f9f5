package io.lakeproof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Databricks' JSON path expressions: a name fits a field in any case, a name in brackets only in its own, `[n]` an
 * element. What is not there is null, and so is all of a text that is no JSON.
 *
 * <p>Source: "JSON path expression" in Databricks' SQL language reference.
 */
final class JsonPath {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final Pattern PART =
      Pattern.compile(
          "\\[(?<index>\\d+)\\]|\\[(?<quote>['\"])(?<field>.*?)\\k<quote>\\]"
              + "|\\.?`(?<delimited>(?:[^`]|``)*)`|\\.?(?<name>[^.\\[`]+)",
          Pattern.DOTALL);
  private static final ConcurrentHashMap<String, List<Part>> PARTS = new ConcurrentHashMap<>();

  private JsonPath() {}

  private static final class Part {
    final String name;
    final boolean exact;
    final int index;

    Part(String name, boolean exact, int index) {
      this.name = name;
      this.exact = exact;
      this.index = index;
    }
  }

  /** The value at a path as text: strings without quotes, objects and arrays as JSON; or null. */
  static String read(String json, String path) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException notJson) {
      return null;
    }
    JsonNode found = at(root, PARTS.computeIfAbsent(path, JsonPath::parts), 0);
    if (found == null || found.isNull() || found.isMissingNode()) {
      return null;
    }
    return found.isTextual() ? found.textValue() : found.toString();
  }

  private static List<Part> parts(String path) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(path.startsWith("$") ? path.substring(1) : path);
    while (matcher.find()) {
      if (matcher.group("index") != null) {
        parts.add(new Part(null, false, Integer.parseInt(matcher.group("index"))));
      } else if (matcher.group("field") != null) {
        parts.add(new Part(matcher.group("field"), true, 0));
      } else {
        String delimited = matcher.group("delimited");
        parts.add(new Part(delimited == null ? matcher.group("name") : delimited.replace("``", "`"), false, 0));
      }
    }
    return parts;
  }

  private static JsonNode at(JsonNode from, List<Part> parts, int done) {
    if (from == null || done == parts.size()) {
      return from;
    }
    Part part = parts.get(done);
    if (part.name != null) {
      return at(field(from, part), parts, done + 1);
    }
    if (!from.isArray()) {
      return null;
    }
    return at(from.get(part.index), parts, done + 1);
  }

  private static JsonNode field(JsonNode from, Part part) {
    if (!from.isObject() || from.has(part.name) || part.exact) {
      return from.get(part.name);
    }
    for (Iterator<String> names = from.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (name.equalsIgnoreCase(part.name)) {
        return from.get(name);
      }
    }
    return null;
  }
}
