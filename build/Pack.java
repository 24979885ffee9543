import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SYNTHETIC;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Packs the jars that one program needs into one, for a quick start.
///
/// usage: java Pack.java OUT.jar MAIN-CLASS[,CLASS…] JAR…
///
/// The JVM maps classes from its start-up cache in no time, but asks each jar that one of them came
/// from for its manifest, and opens every jar of the class path as soon as anything is looked up
/// that is not in the cache. So there is one jar, of those jars that hold a class which the program
/// can reach by name; it has no signatures, whose manifest lists every file, and it is not
/// compressed.
///
/// The cache holds lambdas and concatenations linked, but neither switches over types or enums nor
/// what records compute from their components: each is built when it first runs. In our own classes
/// they become plain methods.
public final class Pack {
  private static final String OURS = "dev/fairlead/";
  private static final String SERVICES = "META-INF/services/";
  private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
  private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");

  private final Map<Path, Map<String, byte[]>> jars = new LinkedHashMap<>();
  private final Map<String, Path> homes = new HashMap<>();
  private final ClassFile classFile =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(this::resource)
                  .orElse(ClassHierarchyResolver.defaultResolver())));

  public static void main(String[] args) throws IOException {
    Pack pack = new Pack();
    for (String jar : Arrays.asList(args).subList(2, args.length)) {
      pack.read(Path.of(jar));
    }
    pack.write(Path.of(args[0]), pack.reachable(List.of(args[1].replace('.', '/').split(","))));
  }

  private java.io.InputStream resource(ClassDesc type) {
    String name = type.descriptorString().substring(1).replace(";", ".class");
    Path home = homes.get(name);
    return home == null ? null : new ByteArrayInputStream(jars.get(home).get(name));
  }

  /// The files of a jar as a JVM of this version sees them.
  private void read(Path path) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (JarFile jar =
        new JarFile(path.toFile(), false, JarFile.OPEN_READ, JarFile.runtimeVersion())) {
      var entries = jar.versionedStream().filter(entry -> !entry.isDirectory()).toList();
      for (var entry : entries) {
        String name = entry.getName();
        if (!name.endsWith("module-info.class")
            && !name.matches("META-INF/([^/]*\\.(SF|RSA|DSA|EC)|INDEX\\.LIST|MANIFEST\\.MF)")) {
          try (var in = jar.getInputStream(entry)) {
            files.put(name, in.readAllBytes());
          }
        }
      }
    }
    jars.put(path, files);
    files.keySet().forEach(name -> homes.putIfAbsent(name, path));
  }

  /// The jars that hold a class which these classes name, or which one of those names, and so on.
  private Set<Path> reachable(List<String> classes) {
    Set<Path> found = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>();
    for (String root : classes) {
      if (!homes.containsKey(root + ".class")) {
        throw new IllegalArgumentException("no jar holds " + root);
      }
      open.add(root + ".class");
    }
    while (!open.isEmpty()) {
      String name = open.remove();
      Path home = homes.get(name);
      if (home == null || !seen.add(name)) {
        continue;
      }
      found.add(home);
      for (var constant : classFile.parse(jars.get(home).get(name)).constantPool()) {
        if (constant instanceof ClassEntry type) {
          open.add(type.asInternalName().replaceAll("^\\[+L|;$", "") + ".class");
        }
      }
    }
    return found;
  }

  private void write(Path out, Set<Path> wanted) throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    for (Path jar : jars.keySet()) {
      if (wanted.contains(jar)) {
        jars.get(jar)
            .forEach((name, content) ->
                all.merge(name, content, name.startsWith(SERVICES) ? Pack::lines : (a, _) -> a));
      }
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (OutputStream file = Files.newOutputStream(out);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      var bytes = new java.io.ByteArrayOutputStream();
      manifest.write(bytes);
      put(zip, JarFile.MANIFEST_NAME, bytes.toByteArray());
      for (var entry : all.entrySet()) {
        String name = entry.getKey();
        boolean ours = name.startsWith(OURS) && name.endsWith(".class");
        put(zip, name, ours ? resolved(entry.getValue()) : entry.getValue());
      }
    }
  }

  private static byte[] lines(byte[] a, byte[] b) {
    return (new String(a, StandardCharsets.UTF_8) + "\n" + new String(b, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var entry = new ZipEntry(name);
    var crc = new CRC32();
    crc.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
  }

  /// A class whose switches over types, and whose `equals` and `hashCode` when it is a record, are
  /// methods of its own.
  private byte[] resolved(byte[] bytes) {
    ClassModel model = classFile.parse(bytes);
    ClassDesc self = model.thisClass().asSymbol();
    boolean isInterface = model.flags().has(java.lang.reflect.AccessFlag.INTERFACE);
    List<DynamicCallSiteDesc> sites = new ArrayList<>();
    ClassTransform calls =
        ClassTransform.transformingMethodBodies(
            method ->
                method.code().stream()
                    .flatMap(code -> code.elementStream())
                    .anyMatch(Pack::isResolvable),
            (CodeBuilder code, CodeElement element) -> {
              if (isResolvable(element)) {
                DynamicCallSiteDesc site = site((InvokeDynamicInstruction) element);
                sites.add(site);
                code.invokestatic(self, name(sites.size()), site.invocationType(), isInterface);
              } else {
                code.with(element);
              }
            });
    ClassTransform methods =
        ClassTransform.endHandler(type -> {
          for (int i = 0; i < sites.size(); i++) {
            add(type, name(i + 1), sites.get(i), model);
          }
        });
    byte[] result = classFile.transformClass(model, calls.andThen(methods));
    return sites.isEmpty() ? bytes : result;
  }

  private static String name(int number) {
    return "resolved$" + number;
  }

  private static DynamicCallSiteDesc site(InvokeDynamicInstruction call) {
    return DynamicCallSiteDesc.of(
        call.bootstrapMethod(),
        call.name().stringValue(),
        call.typeSymbol(),
        call.bootstrapArgs().toArray(ConstantDesc[]::new));
  }

  private static boolean isResolvable(CodeElement element) {
    if (!(element instanceof InvokeDynamicInstruction call)) {
      return false;
    }
    ClassDesc owner = call.bootstrapMethod().owner();
    String name = call.name().stringValue();
    return owner.equals(SWITCHES)
            && (name.equals("typeSwitch") || name.equals("enumSwitch"))
            && !call.typeSymbol().parameterType(0).isPrimitive()
            && call.bootstrapArgs().stream().allMatch(label -> isPlain(name, label))
        || owner.equals(RECORDS) && (name.equals("equals") || name.equals("hashCode"));
  }

  /// Whether a label is a type, or the name of a constant in a switch over an enum. Others (texts
  /// and numbers among types) are left to the JDK.
  private static boolean isPlain(String name, ConstantDesc label) {
    return label instanceof ClassDesc type && !type.isPrimitive()
        || name.equals("enumSwitch") && label instanceof String;
  }

  private static void add(
      ClassBuilder type, String name, DynamicCallSiteDesc site, ClassModel model) {
    type.withMethodBody(
        name,
        site.invocationType(),
        ACC_PRIVATE | ACC_STATIC | ACC_SYNTHETIC,
        code -> {
          switch (site.invocationName()) {
            case "equals" -> equalTo(code, model);
            case "hashCode" -> hash(code, model);
            default -> typeSwitch(code, site);
          }
        });
  }

  /// As `SwitchBootstraps.typeSwitch` and `enumSwitch`: the number of the first label from a given
  /// one on that the value is an instance of, or the constant of that name; their count where there
  /// is none, -1 for null.
  private static void typeSwitch(CodeBuilder code, DynamicCallSiteDesc site) {
    ClassDesc value = site.invocationType().parameterType(0);
    ConstantDesc[] labels = site.bootstrapArgs();
    Label present = code.newLabel();
    code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
    for (int i = 0; i < labels.length; i++) {
      Label next = code.newLabel();
      code.iload(1).loadConstant(i).if_icmpgt(next);
      code.aload(0);
      if (labels[i] instanceof String constant) {
        code.getstatic(value, constant, value).if_acmpne(next);
      } else {
        code.instanceOf((ClassDesc) labels[i]).ifeq(next);
      }
      code.loadConstant(i).ireturn().labelBinding(next);
    }
    code.loadConstant(labels.length).ireturn();
  }

  private record Component(String name, ClassDesc type) {}

  private static List<Component> components(ClassModel model) {
    return model
        .findAttribute(java.lang.classfile.Attributes.record())
        .orElseThrow()
        .components()
        .stream()
        .map(each -> new Component(each.name().stringValue(), each.descriptorSymbol()))
        .toList();
  }

  private static void equalTo(CodeBuilder code, ClassModel model) {
    ClassDesc self = model.thisClass().asSymbol();
    Label different = code.newLabel();
    code.aload(1).instanceOf(self).ifeq(different);
    for (Component each : components(model)) {
      ClassDesc type = each.type();
      code.aload(0).getfield(self, each.name(), type);
      code.aload(1).checkcast(self).getfield(self, each.name(), type);
      ClassDesc box = box(type);
      if (box == null) {
        code.invokestatic(
                OBJECTS,
                "equals",
                MethodTypeDesc.of(
                    ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
            .ifeq(different);
      } else {
        code.invokestatic(box, "compare", MethodTypeDesc.of(ConstantDescs.CD_int, type, type))
            .ifne(different);
      }
    }
    code.iconst_1().ireturn().labelBinding(different).iconst_0().ireturn();
  }

  private static void hash(CodeBuilder code, ClassModel model) {
    ClassDesc self = model.thisClass().asSymbol();
    code.iconst_0();
    for (Component each : components(model)) {
      ClassDesc type = each.type();
      code.bipush(31).imul().aload(0).getfield(self, each.name(), type);
      ClassDesc box = box(type);
      if (box == null) {
        code.invokestatic(
            OBJECTS, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object));
      } else {
        code.invokestatic(box, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, type));
      }
      code.iadd();
    }
    code.ireturn();
  }

  private static ClassDesc box(ClassDesc type) {
    return switch (type.descriptorString()) {
      case "Z" -> ConstantDescs.CD_Boolean;
      case "B" -> ConstantDescs.CD_Byte;
      case "C" -> ConstantDescs.CD_Character;
      case "S" -> ConstantDescs.CD_Short;
      case "I" -> ConstantDescs.CD_Integer;
      case "J" -> ConstantDescs.CD_Long;
      case "F" -> ConstantDescs.CD_Float;
      case "D" -> ConstantDescs.CD_Double;
      default -> null;
    };
  }
}
