package dev.fairlead.sandbox.forge;

import java.util.List;

/// Who may do what in a repository. Safe for any thread.
final class Access {
  private final Accounts accounts;

  Access(Accounts accounts) {
    this.accounts = accounts;
  }

  /// What an account may do: as its owner everything, else what the repository's list of
  /// collaborators or the account's role says; everybody may read what is public.
  Role role(ForgeRepository repository, String login) {
    if (repository.owner().equalsIgnoreCase(login)) {
      return Role.ADMIN;
    }
    Role role = repository.collaborator(login).orElseGet(() -> accounts.role(login));
    boolean known = accounts.find(login).isPresent();
    return role == Role.NONE && known && !repository.isPrivate() ? Role.READ : role;
  }

  boolean may(ForgeRepository repository, String login, Role least) {
    return role(repository, login).atLeast(least);
  }

  /// GitHub's `author_association`.
  String association(ForgeRepository repository, String login) {
    if (repository.owner().equalsIgnoreCase(login)) {
      return "OWNER";
    }
    if (repository.collaborator(login).isPresent()) {
      return "COLLABORATOR";
    }
    return accounts.role(login).atLeast(Role.READ) ? "MEMBER" : "NONE";
  }

  /// The accounts of people that may read a repository by right.
  List<Account> collaborators(ForgeRepository repository) {
    return accounts.all().stream()
        .filter(account -> account.kind() != Account.Kind.ORGANIZATION)
        .filter(account ->
            repository
                .collaborator(account.login())
                .orElseGet(() -> accounts.role(account.login()))
                .atLeast(Role.READ))
        .toList();
  }
}
