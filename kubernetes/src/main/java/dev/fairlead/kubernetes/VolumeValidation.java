package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Checks of volumes: those of Pods, and the sources that PersistentVolumes share with them.
final class VolumeValidation {

  private static final String MODE = "must be a number between 0 and 0777 (octal), both inclusive";
  private static final int MAX_MODE = 0777;
  private static final long MIN_TOKEN_SECONDS = 600;
  private static final long MAX_TOKEN_SECONDS = 1L << 32;
  private static final int MAX_DRIVER_NAME = 63;
  private static final Set<String> DOWNWARD_FIELDS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.labels",
          "metadata.annotations",
          "metadata.uid");

  /// Sources in the order in which the server looks for them; the second one is at fault.
  private static final List<String> SOURCES =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "quobyte",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "projected",
          "scaleIO",
          "csi",
          "ephemeral",
          "image");

  private final Faults faults;

  private VolumeValidation(Faults faults) {
    this.faults = faults;
  }

  /// A Pod's volumes.
  ///
  /// @param podName the Pod's name, or empty for a template
  /// @return the sound ones by name
  static Map<String, JsonNode> check(JsonNode volumes, String path, String podName, Faults faults) {
    Map<String, JsonNode> sound = new LinkedHashMap<>();
    Set<String> created = new HashSet<>();
    for (JsonNode volume : volumes) {
      if (!podName.isEmpty() && volume.hasNonNull("ephemeral")) {
        created.add(podName + "-" + volume.path("name").asText());
      }
    }
    int i = 0;
    for (JsonNode volume : volumes) {
      String at = path + "[" + i++ + "]";
      Faults own = new Faults();
      new VolumeValidation(own).volume(volume, at, podName);
      String name = volume.path("name").asText();
      if (name.isEmpty()) {
        own.required(at + ".name");
      } else {
        own.invalidIf(at + ".name", name, Names.dnsLabel(name));
      }
      if (sound.containsKey(name)) {
        own.duplicate(at + ".name", name);
      }
      if (own.found().isEmpty()) {
        sound.put(name, volume);
      }
      faults.found().addAll(own.found());
      String claim = volume.path("persistentVolumeClaim").path("claimName").asText();
      if (created.contains(claim)) {
        faults.invalid(
            at + ".persistentVolumeClaim.claimName",
            claim,
            "must not reference a PVC that gets created for an ephemeral volume");
      }
    }
    return sound;
  }

  private void volume(JsonNode volume, String at, String podName) {
    int count = 0;
    for (String source : SOURCES) {
      if (!volume.hasNonNull(source)) {
        continue;
      }
      if (count++ > 0) {
        // the server's own misspelling
        String shown =
            switch (source) {
              case "cephfs" -> "cephFS";
              case "downwardAPI" -> "downwarAPI";
              default -> source;
            };
        faults.forbidden(at + "." + shown, "may not specify more than 1 volume type");
      } else {
        source(volume, source, at, podName);
      }
    }
    if (count == 0) {
      faults.required(at, "must specify a volume type");
    }
  }

  private void source(JsonNode volume, String source, String at, String podName) {
    JsonNode value = volume.path(source);
    String path = at + "." + source;
    switch (source) {
      case "emptyDir" -> {
        boolean negative =
            Quantity.of(value.path("sizeLimit"))
                .map(size -> size.amount().signum() < 0)
                .orElse(false);
        if (negative) {
          faults.forbidden(
              path + ".sizeLimit", "SizeLimit field must be a valid resource quantity");
        }
      }
      case "secret" -> {
        needs(value, path, "secretName");
        mode(value, "defaultMode", path);
        items(value.path("items"), path + ".items");
      }
      case "configMap" -> {
        needs(value, path, "name");
        mode(value, "defaultMode", path);
        items(value.path("items"), path + ".items");
      }
      case "persistentVolumeClaim" -> needs(value, path, "claimName");
      case "downwardAPI" -> {
        mode(value, "defaultMode", path);
        for (JsonNode file : value.path("items")) {
          downwardFile(file, path);
        }
      }
      case "projected" -> projected(value, path);
      case "gitRepo" -> {
        needs(value, path, "repository");
        Paths.descending(value.path("directory").asText(), path + ".directory", faults);
      }
      case "ephemeral" -> ephemeral(volume, value, path, at, podName);
      case "image" -> {
        if (!podName.isEmpty() && value.path("reference").asText().isEmpty()) {
          faults.required(path + ".reference");
        }
        faults.oneOf(value, path, "pullPolicy", false, "Always", "IfNotPresent", "Never");
      }
      case "csi" -> {
        driver(value.path("driver").asText(), path + ".driver");
        JsonNode secret = value.path("nodePublishSecretRef");
        if (secret.isObject()) {
          needs(secret, path + ".nodePublishSecretRef", "name");
        }
      }
      default -> shared(value, source, at);
    }
  }

  /// Sources that Pods and PersistentVolumes know alike.
  static void shared(JsonNode value, String source, String at, Faults faults) {
    new VolumeValidation(faults).shared(value, source, at);
  }

  private void shared(JsonNode value, String source, String at) {
    String path = at + "." + source;
    switch (source) {
      case "hostPath" -> hostPath(value, path);
      case "nfs" -> {
        needs(value, path, "server");
        needs(value, path, "path");
        String directory = value.path("path").asText();
        if (!directory.startsWith("/")) {
          faults.invalid(path + ".path", directory, "must be an absolute path");
        }
      }
      case "gcePersistentDisk" -> disk(value, at + ".persistentDisk", "pdName");
      case "awsElasticBlockStore" -> disk(value, path, "volumeID");
      case "iscsi" -> iscsi(value, path);
      case "glusterfs" -> {
        needs(value, path, "endpoints");
        needs(value, path, "path");
      }
      case "rbd" -> {
        needs(value, path, "monitors");
        needs(value, path, "image");
      }
      case "cephfs" -> needs(value, path, "monitors");
      case "cinder", "portworxVolume" -> needs(value, path, "volumeID");
      case "vsphereVolume" -> needs(value, path, "volumePath");
      case "photonPersistentDisk" -> needs(value, path, "pdID");
      case "azureFile" -> {
        needs(value, path, "secretName");
        needs(value, path, "shareName");
      }
      case "azureDisk" -> {
        needs(value, path, "diskName");
        needs(value, path, "diskURI");
        faults.oneOf(value, path, "cachingMode", true, "None", "ReadOnly", "ReadWrite");
        faults.oneOf(value, path, "kind", true, "Dedicated", "Managed", "Shared");
      }
      case "scaleIO" -> {
        needs(value, path, "gateway");
        needs(value, path, "system");
        needs(value, path, "volumeName");
      }
      case "flexVolume" -> {
        needs(value, path, "driver");
        for (Map.Entry<String, JsonNode> option : value.path("options").properties()) {
          String domain = "." + option.getKey().split("/", 2)[0].toLowerCase(Locale.ROOT);
          if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
            faults.invalid(
                path + ".options[" + option.getKey() + "]",
                option.getKey(),
                "kubernetes.io and k8s.io namespaces are reserved");
          }
        }
      }
      case "fc" -> fibre(value, path);
      case "local" -> {
        needs(value, path, "path");
        Paths.noBacksteps(value.path("path").asText(), path + ".path", faults);
      }
      default -> {}
    }
  }

  private void needs(JsonNode value, String path, String member) {
    JsonNode there = value.path(member);
    if (there.isContainerNode() ? there.isEmpty() : there.asText().isEmpty()) {
      faults.required(path + "." + member);
    }
  }

  private void mode(JsonNode value, String member, String path) {
    JsonNode mode = value.path(member);
    if (mode.isNumber() && (mode.asLong() > MAX_MODE || mode.asLong() < 0)) {
      faults.invalid(path + "." + member, mode, MODE);
    }
  }

  private void items(JsonNode items, String path) {
    int i = 0;
    for (JsonNode item : items) {
      String at = path + "[" + i++ + "]";
      needs(item, at, "key");
      needs(item, at, "path");
      Paths.local(item.path("path").asText(), at + ".path", faults);
      mode(item, "mode", at);
    }
  }

  private void hostPath(JsonNode value, String path) {
    String directory = value.path("path").asText();
    if (directory.isEmpty()) {
      faults.required(path + ".path");
      return;
    }
    Paths.noBacksteps(directory, path + ".path", faults);
    faults.oneOf(
        value,
        path,
        "type",
        true,
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket");
  }

  private void disk(JsonNode value, String path, String id) {
    needs(value, path, id);
    long partition = value.path("partition").asLong();
    if (partition < 0 || partition > 255) {
      faults.invalid(
          path + ".partition", value.get("partition"), "must be between 1 and 255, inclusive");
    }
  }

  private void iscsi(JsonNode value, String path) {
    needs(value, path, "targetPortal");
    String iqn = value.path("iqn").asText();
    if (iqn.isEmpty()) {
      faults.required(path + ".iqn");
    } else if (!iqn.startsWith("iqn") && !iqn.startsWith("eui") && !iqn.startsWith("naa")) {
      faults.invalid(path + ".iqn", iqn, "must be valid format starting with iqn, eui, or naa");
    } else if (!iqn.matches(
        "iqn\\.\\d{4}-\\d{2}\\.[\\p{Alnum}.-]+(:[^,;*&$|\\s]+)|eui.\\p{Alnum}{16}|naa.\\p{Alnum}{32}")) {
      faults.invalid(path + ".iqn", iqn, "must be valid format");
    }
    lun(value, path);
  }

  private void lun(JsonNode value, String path) {
    long lun = value.path("lun").asLong();
    if (lun < 0 || lun > 255) {
      faults.invalid(path + ".lun", value.get("lun"), "must be between 0 and 255, inclusive");
    }
  }

  private void fibre(JsonNode value, String path) {
    boolean names = !value.path("targetWWNs").isEmpty();
    boolean ids = !value.path("wwids").isEmpty();
    if (!names && !ids) {
      faults.required(
          path + ".targetWWNs", "must specify either targetWWNs or wwids, but not both");
    } else if (names && ids) {
      faults.invalid(
          path + ".targetWWNs",
          value.get("targetWWNs"),
          "targetWWNs and wwids can not be specified simultaneously");
    }
    if (names) {
      if (value.has("lun")) {
        lun(value, path);
      } else {
        faults.required(path + ".lun", "lun is required if targetWWNs is specified");
      }
    }
  }

  private void driver(String driver, String at) {
    if (driver.isEmpty()) {
      faults.required(at);
    }
    if (driver.length() > MAX_DRIVER_NAME) {
      faults.tooLong(at, MAX_DRIVER_NAME);
    }
    faults.invalidIf(at, driver, Names.dnsSubdomain(driver.toLowerCase(Locale.ROOT)));
  }

  private void downwardFile(JsonNode file, String path) {
    needs(file, path, "path");
    Paths.local(file.path("path").asText(), path + ".path", faults);
    JsonNode field = file.path("fieldRef");
    JsonNode resource = file.path("resourceFieldRef");
    if (field.isObject()) {
      References.field(field, DOWNWARD_FIELDS, path + ".fieldRef", faults);
      if (resource.isObject()) {
        faults.invalid(
            path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
      }
    } else if (resource.isObject()) {
      References.resource(resource, true, path + ".resourceFieldRef", faults);
    } else {
      faults.required(path, "one of fieldRef and resourceFieldRef is required");
    }
    mode(file, "mode", path);
  }

  private void projected(JsonNode value, String path) {
    mode(value, "defaultMode", path);
    Set<String> paths = new HashSet<>();
    int i = 0;
    for (JsonNode source : value.path("sources")) {
      String at = path + ".sources[" + i++ + "]";
      int count = 0;
      for (String kind : List.of("secret", "configMap")) {
        if (source.hasNonNull(kind)) {
          count++;
          JsonNode from = source.path(kind);
          needs(from, at + "." + kind, "name");
          items(from.path("items"), at + "." + kind + ".items");
          for (JsonNode item : from.path("items")) {
            once(item.path("path").asText(), from.path("name").asText(), path, paths);
          }
        }
      }
      if (source.hasNonNull("downwardAPI")) {
        count++;
        for (JsonNode file : source.path("downwardAPI").path("items")) {
          downwardFile(file, at + ".downwardAPI");
          once(file.path("path").asText(), file.path("path").asText(), path, paths);
        }
      }
      if (source.hasNonNull("serviceAccountToken")) {
        count++;
        token(source.path("serviceAccountToken"), at + ".serviceAccountToken", path);
      }
      if (source.hasNonNull("clusterTrustBundle")) {
        count++;
        trustBundle(source.path("clusterTrustBundle"), at + ".clusterTrustBundle");
      }
      if (count > 1) {
        faults.forbidden(at, "may not specify more than 1 volume type per source");
      }
    }
  }

  private void once(String path, String shown, String at, Set<String> paths) {
    if (!path.isEmpty() && !paths.add(path)) {
      faults.invalid(at, shown, "conflicting duplicate paths");
    }
  }

  private void token(JsonNode token, String at, String volume) {
    JsonNode seconds = token.path("expirationSeconds");
    if (seconds.asLong() < MIN_TOKEN_SECONDS) {
      faults.invalid(
          at + ".expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
    } else if (seconds.asLong() > MAX_TOKEN_SECONDS) {
      faults.invalid(
          at + ".expirationSeconds",
          seconds,
          "may not specify a duration larger than 2^32 seconds");
    }
    String path = token.path("path").asText();
    if (path.isEmpty()) {
      faults.required(volume + ".path");
    } else {
      Paths.local(path, volume + ".path", faults);
    }
  }

  private void trustBundle(JsonNode bundle, String at) {
    boolean named = bundle.hasNonNull("name");
    boolean signed = bundle.hasNonNull("signerName");
    if (named && signed) {
      faults.invalid(at, bundle, "only one of name and signerName may be used");
    } else if (!named && !signed) {
      faults.required(at, "either name or signerName must be specified");
    }
    needs(bundle, at, "path");
    Paths.local(bundle.path("path").asText(), at + ".path", faults);
  }

  private void ephemeral(JsonNode volume, JsonNode value, String path, String at, String podName) {
    JsonNode template = value.path("volumeClaimTemplate");
    if (!template.isObject()) {
      faults.required(path + ".volumeClaimTemplate");
    } else {
      claimTemplate(template, path + ".volumeClaimTemplate");
    }
    String name = volume.path("name").asText();
    if (!podName.isEmpty() && !name.isEmpty()) {
      String claim = podName + "-" + name;
      String wrong = Names.dnsSubdomain(claim);
      if (wrong != null) {
        faults.invalid(at + ".name", name, "PVC name \"%s\": %s".formatted(claim, wrong));
      }
    }
  }

  private void claimTemplate(JsonNode template, String path) {
    JsonNode metadata = template.path("metadata");
    MetaValidation.annotations(
        metadata.path("annotations"), faults, path + ".metadata.annotations");
    faults.labels(metadata.path("labels"), path + ".metadata.labels");
    for (Map.Entry<String, JsonNode> member : metadata.properties()) {
      if (!Set.of("labels", "annotations").contains(member.getKey())
          && !member.getValue().isNull()) {
        faults.forbidden(path + ".metadata." + member.getKey(), "cannot be set");
      }
    }
    ClaimValidation.spec(template.path("spec"), path + ".spec", faults);
  }
}
