package dev.fairlead.ansible.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.ansible.layout.AnsibleLayer;
import dev.fairlead.ansible.playbook.PlannedRun;
import dev.fairlead.model.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One run of a playbook.
///
/// @param directory private to this run and kept: record, process, events, log. The same directory
///   again takes up what was begun in it
/// @param checkout files of the revision; ours, and must outlive the run
/// @param layer what was discovered in that revision
/// @param playbook path in the checkout
/// @param inventories paths in the checkout, or absolute; in Ansible's order
/// @param limit host patterns; empty: no limit
/// @param extraVars written to a private file; beats every other variable, so declared names only
/// @param environment what the run gets beside the machine's environment and ours
/// @param secrets values that are masked in events and in the log
public record RunRequest(
    Path directory,
    Path checkout,
    AnsibleLayer layer,
    String playbook,
    List<String> inventories,
    List<String> limit,
    RunOptions options,
    ObjectNode extraVars,
    Map<String, String> environment,
    List<Secret> secrets) {

  public RunRequest {
    inventories = List.copyOf(inventories);
    limit = List.copyOf(limit);
    environment = new LinkedHashMap<>(environment);
    secrets = List.copyOf(secrets);
  }

  /// A planned run with the layer's inventories and default options.
  public static RunRequest of(
      AnsibleLayer layer, PlannedRun planned, Path directory, Path checkout) {
    return new RunRequest(
        directory,
        checkout,
        layer,
        planned.playbook(),
        layer.inventories(),
        planned.limit(),
        RunOptions.DEFAULT,
        JsonNodeFactory.instance.objectNode(),
        Map.of(),
        List.of());
  }

  public RunRequest withOptions(RunOptions value) {
    return new RunRequest(
        directory,
        checkout,
        layer,
        playbook,
        inventories,
        limit,
        value,
        extraVars,
        environment,
        secrets);
  }

  public RunRequest withInventories(List<String> value) {
    return new RunRequest(
        directory,
        checkout,
        layer,
        playbook,
        value,
        limit,
        options,
        extraVars,
        environment,
        secrets);
  }

  public RunRequest withExtraVars(ObjectNode value) {
    return new RunRequest(
        directory,
        checkout,
        layer,
        playbook,
        inventories,
        limit,
        options,
        value,
        environment,
        secrets);
  }

  public RunRequest withEnvironment(Map<String, String> value) {
    return new RunRequest(
        directory,
        checkout,
        layer,
        playbook,
        inventories,
        limit,
        options,
        extraVars,
        value,
        secrets);
  }

  public RunRequest withSecrets(List<Secret> value) {
    return new RunRequest(
        directory,
        checkout,
        layer,
        playbook,
        inventories,
        limit,
        options,
        extraVars,
        environment,
        value);
  }

  /// Without environment and variables, which may hold secrets.
  @Override
  public String toString() {
    return playbook + " in " + directory;
  }
}
