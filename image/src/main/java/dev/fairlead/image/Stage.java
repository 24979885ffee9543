package dev.fairlead.image;

import dev.fairlead.model.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands from one FROM to the next.
///
/// @param base as written: an image, an earlier stage, or `scratch`
/// @param platform as written after `--platform=`, or null
/// @param name after AS, in lower case, or null
public record Stage(
    Position position,
    String base,
    @Nullable String platform,
    @Nullable String name,
    List<Instruction> instructions) {
  public Stage {
    instructions = List.copyOf(instructions);
  }
}
