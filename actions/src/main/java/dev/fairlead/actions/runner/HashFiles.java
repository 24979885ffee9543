package dev.fairlead.actions.runner;

import dev.fairlead.actions.action.FileGlobs;
import dev.fairlead.actions.expression.ExpressionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// `hashFiles`: the SHA-256 of the SHA-256 digests of the files, in the order of their paths.
final class HashFiles {

  private HashFiles() {}

  static String hash(Path workspace, List<String> patterns) {
    boolean follow = patterns.getFirst().equals("--follow-symbolic-links");
    List<String> rest = follow ? patterns.subList(1, patterns.size()) : patterns;
    List<String> lines = rest.stream().flatMap(String::lines).map(String::strip).toList();
    try {
      MessageDigest all = MessageDigest.getInstance("SHA-256");
      List<Path> files =
          FileGlobs.find(workspace, lines, FileGlobs.Hidden.INCLUDED).files().stream()
              .filter(file -> file.startsWith(workspace))
              .toList();
      for (Path file : files) {
        MessageDigest one = MessageDigest.getInstance("SHA-256");
        try (var in = Files.newInputStream(file)) {
          byte[] buffer = new byte[1 << 16];
          for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            one.update(buffer, 0, count);
          }
        }
        all.update(one.digest());
      }
      return files.isEmpty() ? "" : HexFormat.of().formatHex(all.digest());
    } catch (IOException e) {
      throw new ExpressionException("hashFiles: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
