package dev.fairlead.image;

import java.util.List;
import java.util.Optional;

/// A [BuildContext] without what its `.dockerignore` names.
final class IgnoringContext implements BuildContext {
  private final BuildContext context;
  private final IgnoreFile rules;

  IgnoringContext(BuildContext context, IgnoreFile rules) {
    this.context = context;
    this.rules = rules;
  }

  @Override
  public Optional<Entry> find(String path) {
    return context.find(path).filter(this::isKept);
  }

  @Override
  public List<Entry> list(String directory) {
    return context.list(directory).stream().filter(this::isKept).toList();
  }

  /// A directory stays for the sake of what a later rule takes back below it.
  private boolean isKept(Entry entry) {
    return entry.path().isEmpty()
        || !rules.ignores(entry.path())
        || (entry.kind() == Entry.Kind.DIRECTORY
            && rules.mayTakeBack()
            && context.list(entry.path()).stream().anyMatch(this::isKept));
  }

  @Override
  public String description() {
    return context.description();
  }
}
