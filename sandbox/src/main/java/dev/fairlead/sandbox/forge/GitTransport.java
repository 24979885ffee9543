package dev.fairlead.sandbox.forge;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitFilter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.resolver.ServiceNotAuthorizedException;

/// Git's smart HTTP protocol (versions 0 to 2) at `/<owner>/<name>[.git]`, by JGit's servlet
/// filter. Reading a public repository needs no credentials; everything else asks for Basic ones,
/// so that Git prompts or asks its credential helper. Other paths go on to the next handler.
final class GitTransport implements Filter {
  private static final Pattern PATH =
      Pattern.compile("/([^/]+)/([^/]+?)(?:\\.git)?/(info/refs|git-upload-pack|git-receive-pack)");

  private static final String ACCOUNT = "dev.fairlead.sandbox.forge.account";

  private final Repositories repositories;
  private final Accounts accounts;
  private final Pushes pushes;
  private final Access access;
  private final MergeChecks checks;
  private final PushGate gate;
  private final GitFilter git = new GitFilter();

  GitTransport(
      Repositories repositories,
      Accounts accounts,
      Access access,
      MergeChecks checks,
      Pushes pushes,
      PushGate gate) {
    this.repositories = repositories;
    this.accounts = accounts;
    this.access = access;
    this.checks = checks;
    this.pushes = pushes;
    this.gate = gate;
    git.setRepositoryResolver((request, _) -> resolve(request));
    git.setUploadPackFactory((request, repository) -> upload(request, repository));
    git.setReceivePackFactory(this::receive);
  }

  @Override
  public void init(FilterConfig config) throws ServletException {
    git.init(config);
  }

  @Override
  public void destroy() {
    git.destroy();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    Matcher path = PATH.matcher(http.getRequestURI());
    if (!path.matches()) {
      chain.doFilter(request, response);
      return;
    }
    var answer = (HttpServletResponse) response;
    Optional<Account> caller;
    try {
      caller = Caller.of(accounts, http.getHeader("Authorization"));
    } catch (ForgeException e) {
      refuse(
          answer,
          401,
          "Invalid username or token. Password authentication is not supported for Git"
              + " operations.\n");
      return;
    }
    boolean writes =
        path.group(3).equals("git-receive-pack")
            || "git-receive-pack".equals(http.getParameter("service"));
    Optional<ForgeRepository> repository = repositories.find(path.group(1), path.group(2));
    if (caller.isEmpty() && (writes || repository.isEmpty() || repository.get().isPrivate())) {
      // For an unknown repository too: who may not read it must not learn whether it exists.
      refuse(answer, 401, "Authentication is required.\n");
      return;
    }
    if (repository.isEmpty()) {
      refuse(answer, 404, "Repository not found.\n");
      return;
    }
    if (caller.isPresent()) {
      String login = caller.get().login();
      if (repository.get().isPrivate() && !access.may(repository.get(), login, Role.READ)) {
        refuse(answer, 404, "Repository not found.\n");
        return;
      }
      if (writes && !access.may(repository.get(), login, Role.WRITE)) {
        refuse(
            answer,
            403,
            "Permission to " + repository.get().fullName() + ".git denied to " + login + ".\n");
        return;
      }
    }
    caller.ifPresent(account -> request.setAttribute(ACCOUNT, account));
    git.doFilter(request, response, chain);
  }

  private static void refuse(HttpServletResponse answer, int status, String text)
      throws IOException {
    answer.setStatus(status);
    if (status == 401) {
      answer.setHeader("WWW-Authenticate", "Basic realm=\"Fairlead sandbox\"");
    }
    answer.setContentType("text/plain; charset=utf-8");
    answer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private Repository resolve(HttpServletRequest request) throws RepositoryNotFoundException {
    Repository repository = repository(request).git();
    repository.incrementOpen(); // the servlet closes what it is given
    return repository;
  }

  private ForgeRepository repository(HttpServletRequest request)
      throws RepositoryNotFoundException {
    Matcher path = PATH.matcher(request.getRequestURI());
    return (path.matches()
            ? repositories.find(path.group(1), path.group(2))
            : Optional.<ForgeRepository>empty())
        .orElseThrow(() -> new RepositoryNotFoundException(request.getRequestURI()));
  }

  /// Protocol version 2 is spoken with who asks for it in a header.
  private static UploadPack upload(HttpServletRequest request, Repository repository) {
    var pack = new UploadPack(repository);
    String protocol = request.getHeader("Git-Protocol");
    if (protocol != null) {
      pack.setExtraParameters(List.of(protocol.split(":")));
    }
    return pack;
  }

  private ReceivePack receive(HttpServletRequest request, Repository git)
      throws ServiceNotAuthorizedException {
    if (!(request.getAttribute(ACCOUNT) instanceof Account pusher)) {
      throw new ServiceNotAuthorizedException();
    }
    ForgeRepository repository;
    try {
      repository = repository(request);
    } catch (RepositoryNotFoundException e) {
      throw new ServiceNotAuthorizedException("the repository was removed", e);
    }
    var pack = new ReceivePack(git);
    pack.setAllowCreates(true);
    pack.setAllowDeletes(true);
    pack.setAllowNonFastForwards(true);
    pack.setPreReceiveHook((_, commands) -> check(pack, repository, pusher, commands));
    pack.setPostReceiveHook(
        (_, commands) -> pushes.received(repository, pusher, changes(commands)));
    return pack;
  }

  private void check(
      ReceivePack pack,
      ForgeRepository repository,
      Account pusher,
      Collection<ReceiveCommand> commands) {
    Optional<String> declined = gate.declines(repository.fullName());
    for (ReceiveCommand command : commands) {
      String ref = command.getRefName();
      declined.ifPresent(
          reason -> command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, reason));
      if (command.getResult() != ReceiveCommand.Result.NOT_ATTEMPTED) {
        continue;
      }
      if (ref.startsWith("refs/pull/")) {
        command.setResult(
            ReceiveCommand.Result.REJECTED_OTHER_REASON, "deny updating a hidden ref");
      } else if (command.getType() == ReceiveCommand.Type.DELETE
          && ref.equals(Constants.R_HEADS + repository.defaultBranch())) {
        command.setResult(
            ReceiveCommand.Result.REJECTED_OTHER_REASON,
            "refusing to delete the current branch: " + ref);
      } else if (ref.startsWith(Constants.R_HEADS)) {
        checkProtection(pack, repository, pusher, command);
      }
    }
  }

  private void checkProtection(
      ReceivePack pack, ForgeRepository repository, Account pusher, ReceiveCommand command) {
    String branch = command.getRefName().substring(Constants.R_HEADS.length());
    List<String> refusals;
    try {
      refusals =
          checks.refusals(repository, branch, pusher, command.getOldId(), command.getNewId());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot check a push to " + repository + " " + branch, e);
    }
    if (!refusals.isEmpty()) {
      pack.sendError("GH006: Protected branch update failed for " + command.getRefName() + ".");
      pack.sendMessage("");
      refusals.forEach(refusal -> pack.sendMessage("- " + refusal));
      command.setResult(
          ReceiveCommand.Result.REJECTED_OTHER_REASON, "protected branch hook declined");
    }
  }

  private static List<RefChange> changes(Collection<ReceiveCommand> commands) {
    var changes = new ArrayList<RefChange>();
    for (ReceiveCommand command : commands) {
      if (command.getResult() == ReceiveCommand.Result.OK) {
        changes.add(
            new RefChange(
                command.getRefName(), command.getOldId().copy(), command.getNewId().copy()));
      }
    }
    return changes;
  }
}
