package dev.fairlead.sandbox.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Acting as somebody else (`kubectl --as`), for those who may: the headers `Impersonate-User`,
/// `-Group` and `-Uid`. Each of the three is authorized by the verb `impersonate`.
final class Impersonation {
  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String AUTHENTICATED = "system:authenticated";
  private static final String UNAUTHENTICATED = "system:unauthenticated";

  private final Rbac rbac;

  Impersonation(Rbac rbac) {
    this.rbac = rbac;
  }

  /// Who a request counts as.
  ///
  /// @throws ApiException Forbidden, if the caller may not act as that user
  Caller of(Caller caller, Http.Request request) {
    String user = request.headerOrEmpty("Impersonate-User");
    List<String> groups = request.headers().apply("Impersonate-Group");
    String uid = request.headerOrEmpty("Impersonate-Uid");
    if (user.isEmpty()) {
      if (!groups.isEmpty() || !uid.isEmpty()) {
        throw Statuses.internalError(
            "requested [%s] without impersonating a user"
                .formatted(
                    groups.isEmpty()
                        ? "{UID  %s authentication.k8s.io/v1  }".formatted(uid)
                        : "{Group  %s    }".formatted(groups.getFirst())));
      }
      return caller;
    }
    List<String> all = new ArrayList<>();
    if (user.startsWith(ACCOUNT) && user.split(":", -1).length == 4) {
      String[] parts = user.split(":", -1);
      allow(caller, "", "serviceaccounts", parts[2], parts[3]);
      if (groups.isEmpty()) {
        all.add("system:serviceaccounts");
        all.add("system:serviceaccounts:" + parts[2]);
      }
    } else {
      allow(caller, "", "users", null, user);
    }
    for (String group : groups) {
      allow(caller, "", "groups", null, group);
      all.add(group);
    }
    if (!uid.isEmpty()) {
      allow(caller, "authentication.k8s.io", "uids", null, uid);
    }
    if (user.equals(Caller.ANONYMOUS.name())) {
      if (!all.contains(UNAUTHENTICATED)) {
        all.add(UNAUTHENTICATED);
      }
    } else if (!all.contains(AUTHENTICATED) && !all.contains(UNAUTHENTICATED)) {
      all.add(AUTHENTICATED);
    }
    return new Caller(user, uid, List.copyOf(all), Map.of());
  }

  private void allow(
      Caller caller, String group, String resource, @Nullable String namespace, String name) {
    Rbac.Wish wish = new Rbac.Wish.Resource("impersonate", group, resource, namespace, name);
    if (rbac.grant(caller, wish).isEmpty()) {
      String where =
          namespace == null ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
      throw Statuses.forbidden(
          new GroupResource(group, resource),
          name,
          "User \"%s\" cannot impersonate resource \"%s\" in API group \"%s\" %s"
              .formatted(caller.name(), resource, group, where));
    }
  }
}
