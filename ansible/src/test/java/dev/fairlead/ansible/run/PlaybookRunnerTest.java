package dev.fairlead.ansible.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fairlead.ansible.run.AnsibleEvent.Outcome;
import dev.fairlead.model.Position;
import dev.fairlead.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookRunnerTest {
  @TempDir Path root;
  private Control control;

  @BeforeEach
  void checkOut() throws IOException {
    control = new Control(root);
  }

  @Test
  void aRunIsToldInEventsWithPlacesInTheRepository() throws Exception {
    control.playbook(
        """
        - name: Say hello
          hosts: web
          gather_facts: false
          tasks:
            - name: Greet
              ansible.builtin.command: echo hello {{ inventory_hostname }}
            - name: Each
              ansible.builtin.debug: {msg: "{{ item }}"}
              loop: [a, b]
        """);
    List<AnsibleEvent> events = new ArrayList<>();

    RunResult result = control.run(events);

    assertThat(result.verdict()).isEqualTo(new Verdict.Succeeded(List.of()));
    assertThat(result.exitStatus()).isZero();
    assertThat(result.eventsComplete()).isTrue();
    assertThat(result.hosts()).containsOnlyKeys("one", "two");
    assertThat(result.changed()).isEqualTo(2);
    assertThat(events)
        .extracting(AnsibleEvent::number)
        .containsExactlyElementsOf(numbers(events.size()));
    assertThat(Control.only(AnsibleEvent.TaskStarted.class, events))
        .extracting(AnsibleEvent.TaskStarted::position)
        .contains(new Position("ansible/playbooks/01-work.yml", 5, 0));
    assertThat(Control.only(AnsibleEvent.TaskEnded.class, events))
        .filteredOn(end -> end.result().path("stdout").asText().equals("hello one"))
        .extracting(AnsibleEvent.TaskEnded::outcome)
        .containsExactly(Outcome.CHANGED);
    assertThat(Control.only(AnsibleEvent.ItemEnded.class, events)).hasSize(4);
    assertThat(Files.readString(result.log())).contains("PLAY RECAP", "TASK [Greet]");
  }

  private static List<Long> numbers(int count) {
    return java.util.stream.LongStream.rangeClosed(1, count).boxed().toList();
  }

  @Test
  void aFailedHostIsNamedWithItsTaskAndWhatTheCommandSaid() throws Exception {
    control.playbook(
        """
        - hosts: web
          gather_facts: false
          tasks:
            - name: Break
              ansible.builtin.shell: echo no such widget >&2; exit 3
              when: inventory_hostname == 'two'
        """);

    RunResult result = control.run();

    assertThat(result.verdict()).isEqualTo(new Verdict.Failed(List.of("two")));
    assertThat(result.exitStatus()).isEqualTo(2);
    assertThat(result.failures()).hasSize(1);
    assertThat(result.failures().getFirst().at())
        .isEqualTo(new Position("ansible/playbooks/01-work.yml", 4, 0));
    assertThat(result.failures().getFirst().message()).contains("no such widget", "status 3");
    assertThat(result.summary()).contains("failed on two", "Break");
  }

  @Test
  void whatIsRescuedOrIgnoredIsNoFailure() throws Exception {
    control.playbook(
        """
        - hosts: one
          gather_facts: false
          tasks:
            - ansible.builtin.command: "false"
              ignore_errors: true
            - block:
                - ansible.builtin.command: "false"
              rescue:
                - ansible.builtin.debug: {msg: saved}
        """);

    RunResult result = control.run();

    assertThat(result.verdict().succeeded()).isTrue();
    HostStats one = Objects.requireNonNull(result.hosts().get("one"));
    assertThat(one.rescued()).isEqualTo(1);
    assertThat(one.ignored()).isEqualTo(1);
  }

  @Test
  void anUnreachableHostHasACause() throws Exception {
    control.write(
        "ansible/inventory/hosts.ini",
        """
        [web]
        one ansible_host=127.0.0.1 ansible_port=1
        """);
    control.playbook(
        "- hosts: web\n  gather_facts: false\n  tasks:\n    - ansible.builtin.ping:\n");

    RunResult result = control.run();

    assertThat(result.exitStatus()).isEqualTo(4);
    assertThat(result.verdict()).isEqualTo(new Verdict.Failed(List.of("one")));
    assertThat(result.failures().getFirst().unreachable()).isTrue();
    assertThat(result.failures().getFirst().cause()).contains("nothing listens on the SSH port");
  }

  @Test
  void noHostThatMatchesIsNothingToDoAndNoSuccess() throws Exception {
    control.playbook("- name: Empty\n  hosts: nobody\n  tasks: []\n");

    RunResult result = control.run();

    assertThat(result.exitStatus()).isZero();
    assertThat(result.verdict()).isEqualTo(new Verdict.NothingToDo("no host matches: Empty"));
  }

  @Test
  void aPlayWithoutHostsBesideOneWithHostsIsNoted() throws Exception {
    control.playbook(
        """
        - name: Empty
          hosts: nobody
          tasks: []
        - hosts: one
          gather_facts: false
          tasks: [{ansible.builtin.ping: }]
        """);

    assertThat(control.run().verdict())
        .isEqualTo(new Verdict.Succeeded(List.of("no host matches: Empty")));
  }

  @Test
  void aMissingInventoryIsNotStarted() throws Exception {
    control.playbook("- hosts: web\n  tasks: []\n");
    RunRequest request =
        control.request("run").withInventories(List.of("ansible/inventory/no.ini"));

    RunResult result = control.runner().run(request, RunListener.NONE);

    assertThat(result.verdict()).isInstanceOf(Verdict.NotStarted.class);
    assertThat(result.summary()).contains("no.ini");
  }

  @Test
  void aBrokenPlaybookIsNotStartedAndSaysWhere() throws Exception {
    control.playbook("- hosts: web\n  tasks:\n   - ansible.builtin.debug: {msg: [}\n");

    RunResult result = control.run();

    assertThat(result.exitStatus()).isEqualTo(4);
    assertThat(result.verdict()).isInstanceOf(Verdict.NotStarted.class);
    assertThat(result.summary()).contains("line 3");
  }

  @Test
  void aMissingRoleIsNotStarted() throws Exception {
    control.playbook("- hosts: web\n  roles: [nowhere]\n");

    RunResult result = control.run();

    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.summary()).startsWith("not started:").contains("nowhere");
  }

  @Test
  void aMissingHandlerEndsTheRunInTheMiddle() throws Exception {
    control.playbook(
        """
        - hosts: one
          gather_facts: false
          tasks:
            - ansible.builtin.command: "true"
              notify: nobody
        """);

    RunResult result = control.run();

    assertThat(result.verdict()).isInstanceOf(Verdict.Died.class);
    assertThat(result.summary()).contains("nobody");
  }

  @Test
  void aLimitThatLeavesNobodyIsNotStarted() throws Exception {
    control.playbook("- hosts: web\n  tasks: []\n");
    RunRequest request = control.request("run");
    RunRequest limited =
        new RunRequest(
            request.directory(),
            request.checkout(),
            request.layer(),
            request.playbook(),
            request.inventories(),
            List.of("nobody"),
            request.options(),
            request.extraVars(),
            request.environment(),
            request.secrets());

    RunResult result = control.runner().run(limited, RunListener.NONE);

    assertThat(result.verdict()).isInstanceOf(Verdict.NotStarted.class);
    assertThat(result.summary()).contains("no hosts to target");
  }

  @Test
  void aQuestionThatNobodyAnswersStopsTheRun() throws Exception {
    control.playbook(
        """
        - hosts: one
          gather_facts: false
          vars_prompt: [{name: colour, prompt: Which colour}]
          tasks:
            - ansible.builtin.command: sleep 60
        """);

    RunResult result = control.run();

    assertThat(result.verdict()).isInstanceOf(Verdict.Cancelled.class);
    assertThat(result.summary()).contains("colour", "extra variable");
  }

  @Test
  void secretsAreHiddenInEventsAndLogAndVariablesAreRemoved() throws Exception {
    control.playbook(
        """
        - hosts: one
          gather_facts: false
          tasks:
            - name: Use {{ token }}
              ansible.builtin.command: echo {{ token }}
            - ansible.builtin.command: echo {{ token }}
              no_log: true
        """);
    RunRequest request =
        control
            .request("run")
            .withExtraVars(JsonNodeFactory.instance.objectNode().put("token", "s3cr3t-value"))
            .withSecrets(List.of(new Secret("s3cr3t-value")));
    List<AnsibleEvent> events = new ArrayList<>();

    RunResult result = control.runner().run(request, events::add);

    assertThat(result.verdict().succeeded()).isTrue();
    assertThat(events.toString()).contains("***").doesNotContain("s3cr3t-value");
    assertThat(Files.readString(result.log())).doesNotContain("s3cr3t-value");
    assertThat(request.directory().resolve("attempt-1/extra-vars.json")).doesNotExist();
    assertThat(request.directory().resolve("attempt-1/record.json"))
        .content()
        .doesNotContain("s3cr3t-value");
  }

  @Test
  void theSameDirectoryGivesTheSameResultWithoutRunningAgain() throws Exception {
    control.playbook(
        """
        - hosts: one
          gather_facts: false
          tasks:
            - ansible.builtin.shell: echo x >> {{ playbook_dir }}/../../../count
        """);
    RunResult first = control.run();
    List<AnsibleEvent> events = new ArrayList<>();

    RunResult second = control.run(events);

    assertThat(second).isEqualTo(first);
    assertThat(events.getFirst()).isInstanceOf(AnsibleEvent.Opened.class);
    assertThat(Files.readString(root.resolve("count"))).isEqualTo("x\n");
  }

  @Test
  void theRepositorysOwnConfigurationAndCallbacksAreKept() throws Exception {
    control.write(
        "ansible/ansible.cfg",
        """
        [defaults]
        inventory = inventory/hosts.ini
        roles_path = roles
        callback_plugins = callbacks
        callbacks_enabled = tell
        """);
    control.write(
        "ansible/callbacks/tell.py",
        """
        from ansible.plugins.callback import CallbackBase
        DOCUMENTATION = '''
        name: tell
        type: notification
        short_description: tells
        description: tells
        '''
        class CallbackModule(CallbackBase):
            CALLBACK_VERSION = 2.0
            CALLBACK_TYPE = 'notification'
            CALLBACK_NAME = 'tell'
            CALLBACK_NEEDS_ENABLED = True
            def v2_playbook_on_start(self, playbook):
                print('told by the repository')
        """);
    control.write("ansible/roles/greet/tasks/main.yml", "- ansible.builtin.ping:\n");
    control.playbook("- hosts: one\n  gather_facts: false\n  roles: [greet]\n");
    Files.setPosixFilePermissions(
        control.checkout.resolve("ansible"), PosixFilePermissions.fromString("rwxrwxrwx"));

    RunResult result = control.run();

    assertThat(result.verdict().succeeded()).isTrue();
    assertThat(result.eventsComplete()).isTrue();
    assertThat(Files.readString(result.log())).contains("told by the repository");
  }

  @Test
  void withoutAnsibleTheErrorNamesPackageAndCommand() throws Exception {
    control.playbook("- hosts: web\n  tasks: []\n");
    PlaybookRunner runner = control.runner(Map.of("PATH", root.toString()));

    assertThatThrownBy(() -> runner.run(control.request("run"), RunListener.NONE))
        .isInstanceOf(AnsibleMissingException.class)
        .hasMessageContainingAll("ansible-core", "apt-get install");
  }
}
