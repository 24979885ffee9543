package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks of the configurations of admission webhooks, and of clients of webhooks elsewhere.
final class WebhookValidation {

  private static final List<String> OPERATIONS =
      List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
  private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
  private static final int MAX_TIMEOUT = 30;

  private final Faults faults;

  private WebhookValidation(Faults faults) {
    this.faults = faults;
  }

  static void check(JsonNode object, Faults faults) {
    WebhookValidation validation = new WebhookValidation(faults);
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonNode hook : object.path("webhooks")) {
      String at = "webhooks[" + i++ + "]";
      validation.hook(hook, at);
      validation.reviewVersions(hook.path("admissionReviewVersions"), at);
      String name = hook.path("name").asText();
      if (!name.isEmpty() && !names.add(name)) {
        faults.duplicate(at + ".name", name);
      }
    }
  }

  private void hook(JsonNode hook, String at) {
    fullName(hook.path("name").asText(), at + ".name");
    int i = 0;
    for (JsonNode rule : hook.path("rules")) {
      rule(rule, at + ".rules[" + i++ + "]");
    }
    faults.oneOf(hook, at, "failurePolicy", true, "Fail", "Ignore");
    faults.oneOf(hook, at, "matchPolicy", true, "Equivalent", "Exact");
    if (!hook.hasNonNull("sideEffects")) {
      faults.required(at + ".sideEffects", "must specify one of None, NoneOnDryRun");
    } else {
      faults.oneOf(hook, at, "sideEffects", true, "None", "NoneOnDryRun");
    }
    JsonNode timeout = hook.path("timeoutSeconds");
    if (timeout.isNumber() && (timeout.asInt() > MAX_TIMEOUT || timeout.asInt() < 1)) {
      faults.invalid(
          at + ".timeoutSeconds", timeout, "the timeout value must be between 1 and 30 seconds");
    }
    faults.selector(hook.path("namespaceSelector"), at + ".namespaceSelector");
    faults.selector(hook.path("objectSelector"), at + ".objectSelector");
    faults.oneOf(hook, at, "reinvocationPolicy", true, "IfNeeded", "Never");
    client(hook.path("clientConfig"), at + ".clientConfig", faults);
  }

  /// A name of at least three parts.
  private void fullName(String name, String at) {
    if (name.isEmpty()) {
      faults.required(at);
      return;
    }
    String wrong = Names.dnsSubdomain(name);
    if (wrong != null) {
      faults.invalid(at, name, wrong);
    } else if (name.split("\\.", -1).length < 3) {
      faults.invalid(at, name, "should be a domain with at least three segments separated by dots");
    }
  }

  private void reviewVersions(JsonNode versions, String hook) {
    String at = hook + ".admissionReviewVersions";
    if (versions.isEmpty()) {
      faults.required(at, "must specify one of v1, v1beta1");
      return;
    }
    Set<String> seen = new HashSet<>();
    boolean known = false;
    int i = 0;
    for (JsonNode version : versions) {
      String field = at + "[" + i++ + "]";
      String text = version.asText();
      if (!seen.add(text)) {
        faults.invalid(field, version, "duplicate version");
        continue;
      }
      faults.invalidIf(field, text, Names.dns1035Label(text));
      known |= REVIEW_VERSIONS.contains(text);
    }
    if (!known) {
      faults.invalid(at, versions, "must include at least one of v1, v1beta1");
    }
  }

  private void rule(JsonNode rule, String at) {
    JsonNode operations = rule.path("operations");
    if (operations.isEmpty()) {
      faults.required(at + ".operations");
    }
    alone(operations, at + ".operations", "operations");
    int i = 0;
    for (JsonNode operation : operations) {
      if (!OPERATIONS.contains(operation.asText())) {
        faults.notSupported(at + ".operations[" + i + "]", operation, OPERATIONS);
      }
      i++;
    }
    for (String list : List.of("apiGroups", "apiVersions")) {
      if (rule.path(list).isEmpty()) {
        faults.required(at + "." + list);
      }
      alone(
          rule.path(list),
          at + "." + list,
          list.equals("apiGroups") ? "API groups" : "API versions");
    }
    i = 0;
    for (JsonNode version : rule.path("apiVersions")) {
      if (version.asText().isEmpty()) {
        faults.required(at + ".apiVersions[" + i + "]");
      }
      i++;
    }
    resources(rule.path("resources"), at + ".resources");
    faults.oneOf(rule, at, "scope", true, "*", "Cluster", "Namespaced");
  }

  private void alone(JsonNode list, String at, String what) {
    boolean all = false;
    for (JsonNode item : list) {
      all |= item.asText().equals("*");
    }
    if (all && list.size() > 1) {
      faults.invalid(at, list, "if '*' is present, must not specify other " + what);
    }
  }

  private void resources(JsonNode resources, String at) {
    if (resources.isEmpty()) {
      faults.required(at);
    }
    Set<String> wholes = new HashSet<>();
    Set<String> subs = new HashSet<>();
    boolean everything = false;
    boolean star = false;
    boolean plain = false;
    int i = 0;
    for (JsonNode each : resources) {
      String field = at + "[" + i++ + "]";
      String text = each.asText();
      everything |= text.equals("*/*");
      star |= text.equals("*");
      int slash = text.indexOf('/');
      if (text.isEmpty()) {
        faults.required(field);
      } else if (slash < 0) {
        plain = !text.equals("*");
      } else {
        String resource = text.substring(0, slash);
        String sub = text.substring(slash + 1);
        if (wholes.contains(resource)) {
          faults.invalid(
              field, each, "if '%s/*' is present, must not specify %s".formatted(resource, text));
        }
        if (subs.contains(sub)) {
          faults.invalid(
              field, each, "if '*/%s' is present, must not specify %s".formatted(sub, text));
        }
        if (sub.equals("*")) {
          wholes.add(resource);
        }
        if (resource.equals("*")) {
          subs.add(sub);
        }
      }
    }
    if (resources.size() > 1 && everything) {
      faults.invalid(at, resources, "if '*/*' is present, must not specify other resources");
    }
    if (star && plain) {
      faults.invalid(
          at,
          resources,
          "if '*' is present, must not specify other resources without subresources");
    }
  }

  /// Where a webhook is: a URL or a Service.
  static void client(JsonNode client, String at, Faults faults) {
    boolean url = client.hasNonNull("url");
    JsonNode service = client.path("service");
    if (url == service.isObject()) {
      faults.required(at, "exactly one of url or service is required");
    } else if (url) {
      url(client.path("url").asText(), at + ".url", faults);
    } else {
      service(service, at + ".service", faults);
    }
  }

  private static void url(String text, String at, Faults faults) {
    String form = "; desired format: https://host[/path]";
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      faults.required(at, "url must be a valid URL: " + e.getReason() + form);
      return;
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme();
    if (!scheme.equals("https")) {
      faults.invalid(at, scheme, "'https' is the only allowed URL scheme" + form);
    }
    if (url.getHost() == null) {
      faults.invalid(at, "", "host must be specified" + form);
    }
    if (url.getUserInfo() != null) {
      faults.invalid(at, url.getUserInfo(), "user information is not permitted in the URL");
    }
    if (url.getFragment() != null) {
      faults.invalid(at, url.getFragment(), "fragments are not permitted in the URL");
    }
    if (url.getRawQuery() != null) {
      faults.invalid(at, url.getRawQuery(), "query parameters are not permitted in the URL");
    }
  }

  private static void service(JsonNode service, String at, Faults faults) {
    if (service.path("name").asText().isEmpty()) {
      faults.required(at + ".name", "service name is required");
    }
    if (service.path("namespace").asText().isEmpty()) {
      faults.required(at + ".namespace", "service namespace is required");
    }
    JsonNode port = service.path("port");
    if (port.isNumber() && (port.asInt() < 1 || port.asInt() > 65535)) {
      faults.invalid(
          at + ".port", port, "port is not valid: must be between 1 and 65535, inclusive");
    }
    if (!service.hasNonNull("path")) {
      return;
    }
    String path = service.path("path").asText();
    if (!path.startsWith("/")) {
      faults.invalid(at + ".path", path, "must start with a '/'");
      return;
    }
    if (path.equals("/")) {
      return;
    }
    String[] steps = path.substring(1).split("/", -1);
    for (int i = 0; i < steps.length; i++) {
      if (steps[i].isEmpty() && i < steps.length - 1) {
        faults.invalid(at + ".path", path, "segment[%d] may not be empty".formatted(i));
      } else if (!steps[i].isEmpty()) {
        String wrong = Names.dnsSubdomain(steps[i]);
        if (wrong != null) {
          faults.invalid(at + ".path", path, "segment[%d]: %s".formatted(i, wrong));
        }
      }
    }
  }
}
