import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Checks (`check DIR`) or rewrites (`apply DIR`) every Java file below DIR with
/// google-java-format. It runs on the toolchain's JDK, so that the result does not depend on the
/// JDK that started Maven. Files that were found well formatted before, and have not changed since,
/// are not looked at again.
static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git");

void main(String[] args) throws Exception {
  boolean apply = args[0].equals("apply");
  Path root = Path.of(args[1]);
  Path memory = root.resolve("target/formatted.txt");
  Set<String> known = Files.exists(memory) ? Set.copyOf(Files.readAllLines(memory)) : Set.of();
  Set<String> good = new LinkedHashSet<>();
  List<String> wrong = new ArrayList<>();
  var formatter = new Formatter();
  for (Path file : javaFiles(root)) {
    if (known.contains(state(file))) {
      good.add(state(file));
      continue;
    }
    String source = Files.readString(file);
    String formatted;
    try {
      formatted = formatter.formatSourceAndFixImports(source);
    } catch (Exception e) {
      wrong.add(file + ": " + e.getMessage());
      continue;
    }
    if (!formatted.equals(source)) {
      if (!apply) {
        wrong.add(file.toString());
        continue;
      }
      Files.writeString(file, formatted);
      IO.println("formatted " + file);
    }
    good.add(state(file));
  }
  Files.createDirectories(memory.getParent());
  Files.write(memory, good);
  if (!wrong.isEmpty()) {
    wrong.forEach(file -> System.err.println("not formatted: " + file));
    System.err.println("run: mvn -N process-sources -Dformat=apply");
    System.exit(1);
  }
}

String state(Path file) throws IOException {
  return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
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
