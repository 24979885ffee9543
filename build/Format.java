import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Checks (`check DIR`) or rewrites (`apply DIR`) every Java file below DIR with
/// google-java-format. It runs on the toolchain's JDK, so that the result does not depend on the
/// JDK that started Maven.
static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git");

void main(String[] args) throws Exception {
  boolean apply = args[0].equals("apply");
  var formatter = new Formatter();
  List<String> wrong = new ArrayList<>();
  for (Path file : javaFiles(Path.of(args[1]))) {
    String source = Files.readString(file);
    String formatted;
    try {
      formatted = formatter.formatSourceAndFixImports(source);
    } catch (Exception e) {
      wrong.add(file + ": " + e.getMessage());
      continue;
    }
    if (formatted.equals(source)) {
      continue;
    }
    if (apply) {
      Files.writeString(file, formatted);
      IO.println("formatted " + file);
    } else {
      wrong.add(file.toString());
    }
  }
  if (!wrong.isEmpty()) {
    wrong.forEach(file -> System.err.println("not formatted: " + file));
    System.err.println("run: mvn -N process-sources -Dformat=apply");
    System.exit(1);
  }
}

List<Path> javaFiles(Path root) throws IOException {
  List<Path> files = new ArrayList<>();
  Files.walkFileTree(
      root,
      new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
          return SKIPPED.contains(directory.getFileName().toString())
              ? FileVisitResult.SKIP_SUBTREE
              : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          if (file.toString().endsWith(".java")) {
            files.add(file);
          }
          return FileVisitResult.CONTINUE;
        }
      });
  return files;
}
