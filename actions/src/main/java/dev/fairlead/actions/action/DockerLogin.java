package dev.fairlead.actions.action;

import dev.fairlead.model.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `docker/login-action`: writes the login where this job's tools, and image builds, find it.
final class DockerLogin implements BuiltIn {
  /// What Docker Hub is called in Docker's configuration.
  private static final String HUB = "https://index.docker.io/v1/";

  @Override
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    for (String name : List.of("registry", "username", "password", "scope", "registry-auth")) {
      inputs.put(name, "");
    }
    inputs.put("ecr", "auto");
    inputs.put("logout", "true");
    return inputs;
  }

  @Override
  public boolean hasPost() {
    return true;
  }

  @Override
  public void run(ActionContext context) {
    if (!context.input("registry-auth").isEmpty()) {
      throw new ActionException(
          "input 'registry-auth' is not supported; use one login step for each registry");
    }
    String user = context.input("username");
    String password = context.input("password");
    if (user.isEmpty() || password.isEmpty()) {
      throw new ActionException(
          "Username and password required: is the secret defined, and spelled as in"
              + " 'secrets.NAME'?");
    }
    context.mask(password);
    String registry = registry(context);
    context.login(registry, new ImageBuilds.Login(user, new Secret(password)));
    context.log(
        "Login Succeeded for " + registry + " (kept for this job; checked at the first use)");
  }

  private static String registry(ActionContext context) {
    String registry =
        context.input("registry").replaceFirst("^https?://", "").replaceFirst("/.*", "");
    return registry.isEmpty() || registry.equals("docker.io") || registry.equals("index.docker.io")
        ? HUB
        : registry;
  }

  @Override
  public void post(ActionContext context) {
    if (context.flag("logout")) {
      context.logout(registry(context));
      context.log("Removed the login for " + registry(context));
    }
  }
}
