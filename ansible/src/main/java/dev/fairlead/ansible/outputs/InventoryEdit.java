package dev.fairlead.ansible.outputs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.ansible.inventory.Inventory;
import dev.fairlead.ansible.inventory.InventoryGroup;
import dev.fairlead.ansible.layout.AnsibleSettings.Removal;
import dev.fairlead.ansible.outputs.IniFile.Line;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Brings one INI file into step with the hosts of the outputs. New host lines follow the form of
/// their neighbours: the same variables, as far as the output knows them.
final class InventoryEdit {
  private static final String ADDRESS = "ansible_host";
  private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]+)");

  private final String path;
  private final String before;
  private final IniFile file;
  private final Inventory inventory;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> added = new TreeSet<>();
  private final Set<String> removed = new TreeSet<>();
  private final Set<String> changed = new TreeSet<>();

  /// Section to the names of the outputs' hosts that belong to it.
  private final Map<String, Set<String>> fed = new LinkedHashMap<>();

  InventoryEdit(String path, String text) {
    this.path = path;
    this.before = text;
    this.file = new IniFile(text);
    this.inventory = Inventory.parse("inventory.ini", text);
  }

  InventoryUpdate apply(List<OutputHost> hosts, Removal removal, Set<String> confirmedRemovals) {
    for (Finding finding : inventory.findings()) {
      findings.add(
          new Finding(
              finding.severity(),
              finding.rule(),
              new Position(path, finding.at().line(), finding.at().column()),
              finding.message()));
    }
    List<OutputHost> named = named(hosts);
    Map<String, OutputHost> byName = new LinkedHashMap<>();
    for (OutputHost host : named) {
      if (byName.put(host.name().orElseThrow(), host) != null) {
        error(host.place(), "the host \"" + host.name().get() + "\" is listed twice");
      }
    }
    byName.values().forEach(host -> place(host, byName));
    removeLost(byName.keySet(), removal, confirmedRemovals);
    String after = file.text();
    verify(after, byName);
    boolean broken =
        findings.stream()
            .anyMatch(finding -> finding.severity() == dev.fairlead.model.Severity.ERROR);
    if (broken || after.equals(before)) {
      return new InventoryUpdate(List.of(), findings, List.of(), List.of(), List.of());
    }
    return new InventoryUpdate(
        List.of(new InventoryUpdate.FileEdit(path, after)),
        findings,
        List.copyOf(added),
        List.copyOf(removed),
        List.copyOf(changed));
  }

  /// Hosts of which only the address is known are those that have it in the file, or get the next
  /// name in the manner of their group.
  private List<OutputHost> named(List<OutputHost> hosts) {
    List<OutputHost> named = new ArrayList<>();
    Set<String> taken = new LinkedHashSet<>(inventory.hosts().keySet());
    for (OutputHost host : hosts) {
      if (host.name().isPresent()) {
        named.add(host);
        continue;
      }
      String address = host.address().orElse("");
      String group = host.groups().getFirst();
      String name =
          inventory.hosts().values().stream()
              .filter(known ->
                  known.name().equals(address) || address.equals(text(known.vars().get(ADDRESS))))
              .map(known -> known.name())
              .findFirst()
              .orElseGet(() -> nextName(group, taken));
      taken.add(name);
      named.add(
          new OutputHost(
              host.place(), Optional.of(name), host.groups(), host.address(), host.vars()));
    }
    return named;
  }

  private String nextName(String group, Set<String> taken) {
    String section = section(group, List.of()).orElse(group);
    String stem = group.replace('_', '-') + "-";
    int number = 0;
    InventoryGroup known = inventory.groups().get(section);
    for (String host : known == null ? List.<String>of() : known.hosts()) {
      Matcher matcher = NUMBERED.matcher(host);
      if (matcher.matches() && matcher.group(2).length() < 9) {
        stem = matcher.group(1);
        number = Math.max(number, Integer.parseInt(matcher.group(2)));
      }
    }
    do {
      number++;
    } while (taken.contains(stem + number));
    return stem + number;
  }

  private static String text(@org.jspecify.annotations.Nullable JsonNode node) {
    return node == null ? "" : node.asText();
  }

  private void place(OutputHost host, Map<String, OutputHost> all) {
    String name = host.name().orElseThrow();
    boolean known = inventory.hosts().containsKey(name);
    if (host.groups().isEmpty() && !known) {
      error(
          host.place(),
          "the host \"%s\" has no group: give it a field `groups`, or declare `groups` in"
                  .formatted(name)
              + " fairlead.yaml");
      return;
    }
    boolean first = true;
    for (String group : host.groups()) {
      String section = section(group, all.values()).orElse("");
      if (section.isEmpty()) {
        section = group.replaceAll("[^A-Za-z0-9_]", "_");
        file.appendSection(section);
        findings.add(
            Finding.warning(
                OutputReader.RULE,
                Position.of(path),
                "the group \"%s\" of %s is new: a section is added"
                    .formatted(section, host.place())));
      }
      fed.computeIfAbsent(section, _ -> new LinkedHashSet<>()).add(name);
      InventoryGroup members = inventory.groups().get(section);
      if (members == null || !members.hosts().contains(name)) {
        add(host, name, section, first && !known, all);
        (known ? changed : added).add(name);
      }
      first = false;
    }
    if (known) {
      readdress(host, name);
    }
  }

  /// The section that holds the hosts of an output's group: the one of that name, or the one in
  /// which the group's other hosts stand.
  private Optional<String> section(String group, Iterable<OutputHost> all) {
    Set<String> sections = file.sections();
    String safe = group.replaceAll("[^A-Za-z0-9_]", "_");
    for (String name : List.of(group, safe)) {
      if (sections.contains(name)) {
        return Optional.of(name);
      }
    }
    Set<String> learned = new LinkedHashSet<>();
    for (OutputHost other : all) {
      if (other.groups().contains(group)) {
        for (String section : sections) {
          InventoryGroup members = inventory.groups().get(section);
          if (members != null && members.hosts().contains(other.name().orElse(""))) {
            learned.add(section);
          }
        }
      }
    }
    learned.remove("ungrouped");
    if (learned.size() == 1) {
      return learned.stream().findFirst();
    }
    for (String name : List.of(safe + "s", safe.replaceFirst("s$", ""))) {
      if (sections.contains(name)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private void add(
      OutputHost host, String name, String section, boolean first, Map<String, OutputHost> all) {
    List<Line> siblings = file.hosts(section);
    boolean addressed = siblings.stream().anyMatch(line -> line.variable(ADDRESS).isPresent());
    if (siblings.isEmpty()) {
      Map<String, String> vars = first ? variables(host) : Map.of();
      file.insertFirst(section, line(name, vars));
      return;
    }
    Line neighbour = neighbour(siblings, name);
    file.insertAfter(neighbour, indent(neighbour) + line(name, like(siblings, host)));
    if (first && !addressed && host.address().isPresent()) {
      // Many files list hosts with their addresses once, and name them in groups below.
      home(siblings, section, all)
          .ifPresent(home -> {
            List<Line> listed = file.hosts(home);
            Line beside = neighbour(listed, name);
            file.insertAfter(beside, indent(beside) + line(name, like(listed, host)));
          });
    }
  }

  private Optional<String> home(List<Line> siblings, String section, Map<String, OutputHost> all) {
    return siblings.stream()
        .map(line -> line.words().getFirst().text())
        .filter(all::containsKey)
        .flatMap(sibling -> file.linesOf(sibling).stream())
        .filter(line -> !line.group().equals(section) && line.variable(ADDRESS).isPresent())
        .map(Line::group)
        .findFirst();
  }

  private static String indent(Line line) {
    return line.content().substring(0, line.words().getFirst().start());
  }

  private static String line(String name, Map<String, String> vars) {
    StringBuilder line = new StringBuilder(name);
    vars.forEach((key, value) -> line.append(' ').append(key).append('=').append(value));
    return line.toString();
  }

  private static Map<String, String> variables(OutputHost host) {
    Map<String, String> vars = new LinkedHashMap<>();
    host.address().ifPresent(address -> vars.put(ADDRESS, address));
    vars.putAll(host.vars());
    return vars;
  }

  /// The variables that the lines of a section set, with this host's values.
  private static Map<String, String> like(List<Line> siblings, OutputHost host) {
    Map<String, String> known = variables(host);
    Map<String, String> vars = new LinkedHashMap<>();
    for (Line sibling : siblings) {
      for (String key : sibling.keys()) {
        String value = known.get(key);
        if (value != null) {
          vars.put(key, value);
        }
      }
    }
    return vars;
  }

  /// The last of the lines whose host's name begins most like the new one.
  private static Line neighbour(List<Line> lines, String name) {
    Line best = lines.getLast();
    int longest = 0;
    for (Line line : lines) {
      int common = common(line.words().getFirst().text(), name);
      if (common >= longest) {
        best = line;
        longest = common;
      }
    }
    // A common beginning without a separator in it says nothing.
    return longest > 0 && name.substring(0, longest).matches(".*[-_.].*") ? best : lines.getLast();
  }

  private static int common(String one, String other) {
    int length = 0;
    while (length < Math.min(one.length(), other.length())
        && one.charAt(length) == other.charAt(length)) {
      length++;
    }
    return length;
  }

  /// An output wins for the address; for the rest the repository does.
  private void readdress(OutputHost host, String name) {
    if (host.address().isEmpty()) {
      return;
    }
    String address = host.address().get();
    String now = text(inventory.vars(name).get(ADDRESS));
    if (now.equals(address) || (now.isEmpty() && name.equals(address))) {
      return;
    }
    List<Line> lines = file.linesOf(name);
    Optional<Line> addressed =
        lines.stream().filter(line -> line.variable(ADDRESS).isPresent()).findFirst();
    if (addressed.isPresent()) {
      file.set(addressed.get(), ADDRESS, address);
      changed.add(name);
    } else if (!now.isEmpty() || lines.isEmpty()) {
      findings.add(
          Finding.warning(
              OutputReader.RULE,
              new Position(path, inventory.position(name).line(), 0),
              "%s says %s for \"%s\", and its address is set elsewhere: change it there"
                  .formatted(host.place(), address, name)));
    }
    // Without an address the name is resolved some other way, which is the repository's choice.
  }

  private void removeLost(Set<String> listed, Removal removal, Set<String> confirmed) {
    Set<String> lost = new LinkedHashSet<>();
    for (String section : fed.keySet()) {
      InventoryGroup members = inventory.groups().get(section);
      if (members != null) {
        members.hosts().stream().filter(host -> !listed.contains(host)).forEach(lost::add);
      }
    }
    long unconfirmed = lost.stream().filter(host -> !confirmed.contains(host)).count();
    for (String host : lost) {
      boolean may =
          confirmed.contains(host) || (!removal.confirm() && unconfirmed <= removal.most());
      List<Line> lines = file.linesOf(host);
      if (may && !lines.isEmpty()) {
        lines.forEach(file::remove);
        removed.add(host);
      } else {
        findings.add(
            Finding.warning(
                OutputReader.RULE,
                new Position(path, inventory.position(host).line(), 0),
                "no output lists \"%s\" any more: its line stays until its removal is confirmed"
                    .formatted(host)));
      }
    }
  }

  /// What is written has to read back as what was meant, with every other host as it was.
  private void verify(String after, Map<String, OutputHost> hosts) {
    if (after.equals(before)) {
      return;
    }
    Inventory result = Inventory.parse("inventory.ini", after);
    result.findings().stream()
        .filter(finding -> finding.severity() == dev.fairlead.model.Severity.ERROR)
        .forEach(finding -> error(path, "the new inventory cannot be read: " + finding.message()));
    for (String host : inventory.hosts().keySet()) {
      boolean same =
          result.vars(host).equals(inventory.vars(host))
              && result.groupsOf(host).stream()
                  .map(InventoryGroup::name)
                  .toList()
                  .equals(inventory.groupsOf(host).stream().map(InventoryGroup::name).toList());
      if (!same && !changed.contains(host) && !removed.contains(host)) {
        error(path, "the edit would change \"" + host + "\" too");
      }
    }
    fed.forEach((section, names) -> {
      for (String name : names) {
        if (!result.members(section).contains(name)) {
          error(path, "the edit does not bring \"%s\" into [%s]".formatted(name, section));
        }
      }
    });
    for (String name : added) {
      OutputHost host = hosts.get(name);
      String address = text(result.vars(name).get(ADDRESS));
      if (host != null && !address.isEmpty() && !address.equals(host.address().orElse(""))) {
        error(path, "the edit gives \"%s\" the address %s".formatted(name, address));
      }
    }
  }

  private void error(String place, String why) {
    findings.add(Finding.error(OutputReader.RULE, Position.of(path), place + ": " + why));
  }
}
