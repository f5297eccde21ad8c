// HL7's validator over many files at once, without a terminology server.
// In: LIST (a file name a line), OUT, packages as id#version. Out: one JSON array a line and file, of
// [severity, expression, message id, text]; the seconds that the validation took go to standard output.
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidationEngine;

public class Peer {
  static String quoted(String s) {
    if (s == null) return "null";
    StringBuilder out = new StringBuilder("\"");
    for (char c : s.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }

  static String findings(ValidationEngine engine, String file) throws Exception {
    List<ValidationMessage> messages = new ArrayList<>();
    FhirFormat format = file.endsWith(".xml") ? FhirFormat.XML : FhirFormat.JSON;
    engine.validate(Files.readAllBytes(Path.of(file)), format, new ArrayList<>(), messages);
    List<String> out = new ArrayList<>();
    for (ValidationMessage m : messages)
      out.add("[" + quoted(m.getLevel().toCode()) + "," + quoted(m.getLocation()) + "," + quoted(m.getMessageId()) + ","
          + quoted(m.getMessage()) + "]");
    return "[" + String.join(",", out) + "]";
  }

  public static void main(String[] args) throws Exception {
    ValidationEngine engine = new ValidationEngine.ValidationEngineBuilder()
        .withVersion("4.0.1").withNoTerminologyServer().withThoVersion(args[2].split("#")[1])
        .withExtensionsVersion(args[3].split("#")[1]).fromSource("hl7.fhir.r4.core#4.0.1");
    engine.setAllowExampleUrls(true);
    for (int i = 4; i < args.length; ++i) engine.loadPackage(args[i].split("#")[0], args[i].split("#")[1]);
    try (PrintStream out = new PrintStream(args[1], "UTF-8")) {
      long begin = System.nanoTime();
      for (String file : Files.readAllLines(Path.of(args[0]))) {
        String line;
        try {
          line = findings(engine, file);
        } catch (Throwable t) {
          line = quoted("gave up: " + t);
        }
        out.println(line);
      }
      System.out.println((System.nanoTime() - begin) / 1e9);
    }
    System.exit(0);  // its threads would wait for ever
  }
}
