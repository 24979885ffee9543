/// JSON Schema, drafts 4 to 2020-12, with the messages of santhosh-tekuri/jsonschema v6, which Helm
/// prints. [JsonSchema] is the way in.
@org.jspecify.annotations.NullMarked
package dev.fairlead.chart.schema;
