/// YAML and JSON documents with positions, edits that keep every other byte, Go-compatible output.
///
/// [Yaml#parse] reads a text into [YamlNode]s that know where they stand; [YamlJson] turns one into
/// JSON by the scalar rules of the tool whose file it is; [YamlEdit] changes one scalar and no
/// other byte; [GoYaml] writes what `sigs.k8s.io/yaml` would write.
@NullMarked
package dev.fairlead.yaml;

import org.jspecify.annotations.NullMarked;
