package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Secret;
import dev.fairlead.sandbox.disk.WholeFile;
import dev.fairlead.sandbox.forge.checks.CheckStore;
import dev.fairlead.sandbox.forge.pulls.IssueStore;
import dev.fairlead.sandbox.forge.pulls.LabelStore;
import dev.fairlead.sandbox.forge.pulls.Protection;
import dev.fairlead.sandbox.forge.pulls.ReleaseStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/// A repository of the forge: the bare Git repository, and what the forge knows besides (hooks,
/// statuses, branch protections, collaborators, merge settings), which is written to a file beside
/// it at every change. Issues and pull requests have files of their own. Safe for any thread.
public final class ForgeRepository {
  private final long id;
  private final String owner;
  private final String name;
  private final boolean hidden;
  private final Instant created;
  private final Path file;
  private final Repository git;
  private Instant pushed;
  private @Nullable String description;
  private final List<Webhook> hooks = new ArrayList<>();
  private final List<CommitStatus> statuses = new ArrayList<>();
  private final Map<String, Protection> protections = new TreeMap<>();
  private final Map<String, Role> collaborators = new TreeMap<>();
  private final IssueStore issues;
  private final CheckStore checks;
  private final LabelStore labels;
  private final ReleaseStore releases;
  private MergeSettings settings = MergeSettings.DEFAULT;

  ForgeRepository(
      long id,
      String owner,
      String name,
      boolean hidden,
      Instant created,
      Path file,
      Repository git) {
    this.id = id;
    this.owner = owner;
    this.name = name;
    this.hidden = hidden;
    this.created = created;
    this.pushed = created;
    this.file = file;
    this.git = git;
    this.issues = new IssueStore(file.resolveSibling(name + ".issues"));
    this.checks = new CheckStore(file.resolveSibling(name + ".checks"));
    this.releases = new ReleaseStore(file.resolveSibling(name + ".releases"));
    this.labels = new LabelStore(file.resolveSibling(name + ".labels"));
  }

  public long id() {
    return id;
  }

  public String owner() {
    return owner;
  }

  public String name() {
    return name;
  }

  /// `owner/name`.
  public String fullName() {
    return owner + "/" + name;
  }

  /// Whether only accounts may read it.
  public boolean isPrivate() {
    return hidden;
  }

  Instant created() {
    return created;
  }

  /// The open Git repository, shared; never to be closed by the caller.
  Repository git() {
    return git;
  }

  /// The branch that a clone checks out, whether or not it exists yet.
  public String defaultBranch() {
    try {
      return Repository.shortenRefName(git.getFullBranch());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read HEAD of " + fullName(), e);
    }
  }

  void setDefaultBranch(String branch) {
    try {
      git.updateRef(Constants.HEAD).link(Constants.R_HEADS + branch);
    } catch (IOException e) {
      throw new IllegalStateException("cannot set HEAD of " + fullName() + " to " + branch, e);
    }
  }

  synchronized Instant pushed() {
    return pushed;
  }

  synchronized void setPushed(Instant time) {
    pushed = time;
    save();
  }

  synchronized @Nullable String description() {
    return description;
  }

  synchronized void setDescription(@Nullable String text) {
    if (!java.util.Objects.equals(description, text)) {
      description = text;
      save();
    }
  }

  synchronized List<Webhook> hooks() {
    return List.copyOf(hooks);
  }

  synchronized Optional<Webhook> hook(long hookId) {
    return hooks.stream().filter(hook -> hook.id() == hookId).findFirst();
  }

  /// Adds a hook, or replaces the one with its id.
  synchronized void put(Webhook hook) {
    hooks.removeIf(other -> other.id() == hook.id());
    hooks.add(hook);
    save();
  }

  synchronized boolean removeHook(long hookId) {
    boolean removed = hooks.removeIf(hook -> hook.id() == hookId);
    save();
    return removed;
  }

  /// The statuses of a commit, the newest first.
  synchronized List<CommitStatus> statuses(String commit) {
    return statuses.reversed().stream().filter(status -> status.commit().equals(commit)).toList();
  }

  synchronized void add(CommitStatus status) {
    statuses.add(status);
    save();
  }

  /// Its issues and pull requests.
  IssueStore issues() {
    return issues;
  }

  /// What was reported about its commits in more detail than statuses.
  CheckStore checks() {
    return checks;
  }

  ReleaseStore releases() {
    return releases;
  }

  LabelStore labels() {
    return labels;
  }

  synchronized Optional<Protection> protection(String branch) {
    return Optional.ofNullable(protections.get(branch));
  }

  /// @param protection null: the branch is not protected any more
  synchronized void protect(String branch, @Nullable Protection protection) {
    if (protection == null) {
      protections.remove(branch);
    } else {
      protections.put(branch, protection);
    }
    save();
  }

  /// What the repository itself lets an account do; empty where it says nothing.
  synchronized Optional<Role> collaborator(String login) {
    return Optional.ofNullable(collaborators.get(login.toLowerCase(Locale.ROOT)));
  }

  /// @param role null: the repository says nothing about the account any more
  synchronized void collaborate(String login, @Nullable Role role) {
    if (role == null) {
      collaborators.remove(login.toLowerCase(Locale.ROOT));
    } else {
      collaborators.put(login.toLowerCase(Locale.ROOT), role);
    }
    save();
  }

  synchronized MergeSettings settings() {
    return settings;
  }

  synchronized void setSettings(MergeSettings changed) {
    settings = changed;
    save();
  }

  synchronized void save() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("id", id).put("private", hidden).put("created", created.toString());
    root.put("pushed", pushed.toString()).put("description", description);
    ArrayNode hookList = root.putArray("hooks");
    for (Webhook hook : hooks) {
      ObjectNode node = hookList.addObject();
      node.put("id", hook.id()).put("url", hook.url()).put("contentType", hook.contentType());
      if (hook.secret() != null) {
        node.put("secret", hook.secret().reveal());
      }
      node.put("active", hook.active());
      hook.events().forEach(node.putArray("events")::add);
      node.put("created", hook.created().toString()).put("updated", hook.updated().toString());
    }
    ArrayNode statusList = root.putArray("statuses");
    for (CommitStatus status : statuses) {
      statusList
          .addObject()
          .put("id", status.id())
          .put("commit", status.commit())
          .put("state", status.state())
          .put("targetUrl", status.targetUrl())
          .put("description", status.description())
          .put("context", status.context())
          .put("creator", status.creator())
          .put("created", status.created().toString());
    }
    ObjectNode branches = root.putObject("protections");
    protections.forEach((branch, value) -> branches.set(branch, ProtectionFile.write(value)));
    ObjectNode roles = root.putObject("collaborators");
    collaborators.forEach((login, role) -> roles.put(login, role.text()));
    root.set("settings", settings.toJson());
    WholeFile.writePrivate(file, root.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Reads what [#save] wrote.
  static ForgeRepository load(String owner, String name, Path file, Repository git) {
    try {
      JsonNode root = new ObjectMapper().readTree(file.toFile());
      var repository =
          new ForgeRepository(
              root.path("id").asLong(),
              owner,
              name,
              root.path("private").asBoolean(),
              Instant.parse(root.path("created").asText()),
              file,
              git);
      repository.pushed = Instant.parse(root.path("pushed").asText());
      repository.description = textOrNull(root.path("description"));
      for (JsonNode node : root.path("hooks")) {
        String secret = textOrNull(node.path("secret"));
        var events = new ArrayList<String>();
        node.path("events").forEach(event -> events.add(event.asText()));
        repository.hooks.add(
            new Webhook(
                node.path("id").asLong(),
                node.path("url").asText(),
                node.path("contentType").asText(),
                secret == null ? null : new Secret(secret),
                node.path("active").asBoolean(),
                events,
                Instant.parse(node.path("created").asText()),
                Instant.parse(node.path("updated").asText())));
      }
      for (JsonNode node : root.path("statuses")) {
        repository.statuses.add(
            new CommitStatus(
                node.path("id").asLong(),
                node.path("commit").asText(),
                node.path("state").asText(),
                textOrNull(node.path("targetUrl")),
                textOrNull(node.path("description")),
                node.path("context").asText(),
                node.path("creator").asText(),
                Instant.parse(node.path("created").asText())));
      }
      root.path("protections")
          .properties()
          .forEach(entry ->
              repository.protections.put(entry.getKey(), ProtectionFile.read(entry.getValue())));
      root.path("collaborators")
          .properties()
          .forEach(entry ->
              repository.collaborators.put(
                  entry.getKey(), Role.of(entry.getValue().asText()).orElse(Role.NONE)));
      repository.settings = MergeSettings.of(root.path("settings"), MergeSettings.DEFAULT);
      return repository;
    } catch (IOException e) {
      throw new IllegalStateException("cannot read repository " + owner + "/" + name, e);
    }
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }

  @Override
  public String toString() {
    return fullName();
  }
}
