package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;

/// One kustomization on its way: gathers the objects of its resources, generators and components,
/// and applies its transformers to them, in kustomize's order.
final class Target {
  private final RevisionTree tree;
  private final String directory;
  private final Kustomization kustomization;
  private final List<String> visited;

  /// What was gathered so far: the objects, what the configurations of all kustomizations below add
  /// to the field lists, and their variables.
  record Gathered(Resources resources, FieldSpecs fields, Vars vars) {
    static Gathered nothing() {
      return new Gathered(new Resources(), FieldSpecs.NONE, Vars.NONE);
    }

    Gathered plus(FieldSpecs more) {
      return new Gathered(resources, fields.plus(more), vars);
    }

    Gathered plus(Vars more) {
      return new Gathered(resources, fields, vars.plus(more));
    }
  }

  /// @param visited the directories that led here, this one last
  Target(RevisionTree tree, String directory, Kustomization kustomization, List<String> visited) {
    this.tree = tree;
    this.directory = directory;
    this.kustomization = kustomization;
    this.visited = visited;
  }

  static Target root(RevisionTree tree, String directory, KustomizeOptions options) {
    Kustomization kustomization =
        Kustomization.load(tree, directory).with(tree, directory, options);
    return new Target(tree, directory, kustomization, List.of(directory));
  }

  /// The finished objects.
  List<ObjectNode> build() {
    Gathered gathered = gather(Gathered.nothing());
    Resources resources = gathered.resources();
    for (Resource resource : resources.all()) {
      if (resource.hashed()) {
        resource.rememberId();
        resource.rename(resource.name() + "-" + ContentHash.of(resource.object()));
      }
    }
    NameReferences.update(resources, gathered.fields());
    gathered.vars().resolve(resources, gathered.fields().of("varReference"));
    resources.drop(Target::isLocal);
    return LegacyOrder.sorted(resources.all(), kustomization.fields().path("sortOptions")).stream()
        .map(Target::finished)
        .toList();
  }

  /// Objects for other tools' use only.
  private static boolean isLocal(Resource resource) {
    String mark = resource.annotations().get("config.kubernetes.io/local-config");
    return mark != null && !mark.equals("false");
  }

  private static ObjectNode finished(Resource resource) {
    resource.setTexts("annotations", resource.annotations());
    return resource.object();
  }

  private Gathered gather(Gathered start) {
    Gathered gathered = start;
    for (String written : kustomization.texts("resources", "bases")) {
      gathered = within("resources", written, gathered, this::resource);
    }
    FieldSpecs own = FieldSpecs.BUILT_IN;
    for (String file : kustomization.texts("configurations")) {
      own = own.plus(configuration(file));
    }
    gathered = gathered.plus(own);
    generate(gathered.resources());
    for (String written : kustomization.texts("components")) {
      gathered = within("components", written, gathered, this::component);
    }
    transform(gathered);
    Resources resources = gathered.resources();
    return gathered.plus(doing("vars", () -> Vars.bind(kustomization.list("vars"), resources)));
  }

  private interface Step {
    Gathered take(String written, Gathered gathered);
  }

  private Gathered within(String field, String written, Gathered gathered, Step step) {
    try {
      return step.take(written, gathered);
    } catch (Refusal e) {
      throw e.within(kustomization.file(), field + " " + written);
    }
  }

  private Gathered resource(String written, Gathered gathered) {
    String path = Paths.resolve(directory, written);
    if (tree.isFile(path)) {
      requireWithin(path);
      for (ObjectNode object : Documents.objects(path, tree.text(path))) {
        gathered.resources().add(new Resource(object));
      }
      return gathered;
    }
    Target base = child(path);
    if (base.kustomization.isComponent()) {
      throw new Refusal(path + " is a Component: list it under components");
    }
    Gathered below = base.gather(Gathered.nothing());
    gathered.resources().addAll(below.resources());
    return gathered.plus(below.fields()).plus(below.vars());
  }

  private Gathered component(String written, Gathered gathered) {
    String path = Paths.resolve(directory, written);
    Target component = child(path);
    if (!component.kustomization.isComponent()) {
      throw new Refusal(
          "%s is not a Component: its kind is %s"
              .formatted(path, component.kustomization.text("kind")));
    }
    return component.gather(gathered);
  }

  private Target child(String path) {
    if (!tree.isDirectory(path)) {
      throw new Refusal("no such file or directory: " + path);
    }
    for (String before : visited) {
      if (Paths.isWithin(before, path)) {
        throw new Refusal(
            "cycle detected: %s contains the visited %s"
                .formatted(Paths.show(path), Paths.show(before)));
      }
    }
    List<String> way = new ArrayList<>(visited);
    way.add(path);
    return new Target(tree, path, Kustomization.load(tree, path), way);
  }

  private void requireWithin(String path) {
    if (!Paths.isWithin(path, directory)) {
      throw new Refusal(
          "security; file '%s' is not in or below '%s'".formatted(path, Paths.show(directory)));
    }
  }

  private byte[] read(String written) {
    String path = Paths.resolve(directory, written);
    requireWithin(path);
    if (!tree.isFile(path)) {
      throw new Refusal("no such file: " + path);
    }
    return tree.read(path);
  }

  private String text(String written) {
    return new String(read(written), java.nio.charset.StandardCharsets.UTF_8);
  }

  private JsonNode document(String written) {
    List<YamlNode> documents = Documents.parse(Paths.resolve(directory, written), text(written));
    try {
      return documents.isEmpty()
          ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
          : YamlJson.toJson(documents.getFirst(), Schema.YAML_1_1);
    } catch (YamlException e) {
      throw Refusal.of(e);
    }
  }

  private FieldSpecs configuration(String file) {
    return doing("configurations " + file, () -> FieldSpecs.of(document(file)));
  }

  private <T> T doing(String what, java.util.function.Supplier<T> work) {
    try {
      return work.get();
    } catch (Refusal e) {
      throw e.within(kustomization.file(), what);
    }
  }

  private void generate(Resources resources) {
    Generator generator = new Generator(kustomization, this::read);
    for (String field : List.of("configMapGenerator", "secretGenerator")) {
      String kind = field.equals("secretGenerator") ? "Secret" : "ConfigMap";
      run(field, () -> generator.generate(field, kind).forEach(resources::absorb));
    }
  }

  private void transform(Gathered gathered) {
    Resources resources = gathered.resources();
    FieldSpecs fields = gathered.fields();
    run("patchesStrategicMerge", () -> mergePatches().forEach(patch -> apply(patch, resources)));
    run("patches", () -> patches().forEach(patch -> apply(patch, resources)));
    run(
        "namespace",
        () -> {
          String namespace = kustomization.text("namespace");
          if (!namespace.isEmpty()) {
            Transformers.move(resources, namespace, fields.of("namespace"), "defaultOnly", false);
          }
        });
    run("namePrefix", () -> rename(resources, fields, "namePrefix", Transformers.Affix.PREFIX));
    run("nameSuffix", () -> rename(resources, fields, "nameSuffix", Transformers.Affix.SUFFIX));
    run("labels", () -> label(resources, fields));
    run(
        "commonAnnotations",
        () ->
            Transformers.put(
                resources, fields.of("commonAnnotations"), kustomization.map("commonAnnotations")));
    run("patchesJson6902", () -> jsonPatches().forEach(patch -> apply(patch, resources)));
    run(
        "replicas",
        () ->
            kustomization
                .list("replicas")
                .forEach(entry -> Transformers.scale(resources, fields.of("replicas"), entry)));
    run(
        "images",
        () -> {
          for (JsonNode image : kustomization.list("images", "imageTags")) {
            Images change = new Images(image);
            resources.all().forEach(resource -> change.apply(resource, fields.of("images")));
          }
        });
    run("replacements", () -> replacements().forEach(new Replacements(resources)::apply));
    run("transformers", () -> plugins().forEach(plugin -> plugin.apply(resources)));
  }

  private void run(String field, Runnable work) {
    doing(
        field,
        () -> {
          work.run();
          return true;
        });
  }

  private static void apply(Patch patch, Resources resources) {
    patch.apply(resources);
    resources.drop(Resource::isEmpty);
  }

  private List<Patch> mergePatches() {
    List<Patch> patches = new ArrayList<>();
    for (String entry : kustomization.texts("patchesStrategicMerge")) {
      String path = entry.contains("\n") ? "" : Paths.resolve(directory, entry);
      patches.add(
          entry.contains("\n")
              ? Patch.merge("an inline patch", entry)
              : Patch.merge(path, text(entry)));
    }
    return patches;
  }

  private List<Patch> patches() {
    List<Patch> patches = new ArrayList<>();
    for (JsonNode entry : kustomization.list("patches")) {
      patches.add(Patch.of(source(entry), patchText(entry), entry));
    }
    return patches;
  }

  private List<Patch> jsonPatches() {
    List<Patch> patches = new ArrayList<>();
    for (JsonNode entry : kustomization.list("patchesJson6902")) {
      patches.add(Patch.operations(source(entry), patchText(entry), entry));
    }
    return patches;
  }

  private String source(JsonNode entry) {
    return entry.hasNonNull("path")
        ? Paths.resolve(directory, entry.get("path").asText())
        : "an inline patch";
  }

  private String patchText(JsonNode entry) {
    String path = entry.path("path").asText("");
    String inline = entry.path("patch").asText("").strip();
    if (path.isEmpty() == inline.isEmpty()) {
      throw new Refusal("an entry must have either patch or path: " + entry);
    }
    return path.isEmpty() ? inline : text(path);
  }

  private void rename(
      Resources resources, FieldSpecs fields, String field, Transformers.Affix end) {
    Transformers.rename(resources, end, kustomization.text(field), fields.of(field));
  }

  /// The entries of `transformers`: texts, files, or directories that build to configurations.
  private List<BuiltInPlugin> plugins() {
    Gathered gathered = Gathered.nothing();
    for (String entry : kustomization.texts("transformers")) {
      if (entry.contains("\n")) {
        Documents.objects("an inline transformer", entry)
            .forEach(object -> gathered.resources().add(new Resource(object)));
      } else {
        resource(entry, gathered);
      }
    }
    return gathered.resources().all().stream()
        .map(resource -> new BuiltInPlugin(resource.object(), this::text))
        .toList();
  }

  private List<JsonNode> replacements() {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode entry : kustomization.list("replacements")) {
      String path = entry.path("path").asText("");
      JsonNode found = path.isEmpty() ? entry : document(path);
      if (found.isArray()) {
        found.forEach(all::add);
      } else {
        all.add(found);
      }
    }
    return all;
  }

  private void label(Resources resources, FieldSpecs fields) {
    for (JsonNode entry : kustomization.list("labels")) {
      List<FieldSpec> places = new ArrayList<>();
      entry.path("fields").forEach(field -> places.add(FieldSpec.of(field)));
      List<FieldSpec> all = FieldSpecs.join(places, fields.of("labels"));
      if (entry.path("includeSelectors").asBoolean()) {
        all = FieldSpecs.join(all, fields.of("commonLabels"));
      } else {
        if (entry.path("includeTemplates").asBoolean()) {
          all = FieldSpecs.join(all, fields.of("templateLabels"));
        }
        all = FieldSpecs.join(all, List.of(FieldSpec.anyKind("metadata/labels", true)));
      }
      Transformers.put(resources, all, kustomization.map(entry.path("pairs"), "labels.pairs"));
    }
    Transformers.put(resources, fields.of("commonLabels"), kustomization.map("commonLabels"));
  }
}
