package dev.fairlead.terraform.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.terraform.plan.PlannedChange.Action;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {

  @Test
  void aPlanIsSummedUpWithoutItsValues() throws Exception {
    PlanSummary summary =
        PlanSummary.of(
            new ObjectMapper()
                .readTree(
                    """
                    {"resource_changes": [
                      {"address": "a.new", "change": {"actions": ["create"], "after": {"p": "secret"}}},
                      {"address": "a.gone", "change": {"actions": ["delete"]}, "action_reason": "delete_because_no_resource_config"},
                      {"address": "a.again", "change": {"actions": ["delete", "create"], "replace_paths": [["ami"], ["disk", 0, "size"]]}, "action_reason": "replace_because_cannot_update"},
                      {"address": "a.before", "change": {"actions": ["create", "delete"]}},
                      {"address": "a.same", "change": {"actions": ["no-op"]}},
                      {"address": "a.moved", "previous_address": "a.old", "change": {"actions": ["no-op"]}},
                      {"address": "a.taken", "change": {"actions": ["no-op"], "importing": {"id": "x"}}},
                      {"address": "data.x", "change": {"actions": ["read"]}}
                    ],
                    "output_changes": {"b": {"actions": ["create"]}, "a": {"actions": ["no-op"]}}}
                    """));
    assertThat(summary.addresses(Action.REPLACE)).containsExactly("a.again", "a.before");
    assertThat(summary.changes().getFirst().forcedBy()).containsExactly("ami", "disk[0].size");
    assertThat(summary.addresses(Action.MOVE)).containsExactly("a.moved");
    assertThat(summary.outputs()).isEqualTo(List.of("b"));
    assertThat(summary.inWords())
        .isEqualTo("replace 2, delete 1, create 1, import 1, move 1, read 1, outputs 1");
    assertThat(summary.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'Plan: 1 to add, 2 to change, 3 to destroy.' | Plan: 1 to add, 2 to change, 3 to destroy.
          'Plan: 4 to import, 1 to add, 2 to change, 3 to destroy.' | Plan: 4 to import, 1 to add, 2 to change, 3 to destroy.
          'Plan: 1 to add, 0 to change, 0 to destroy, 2 to forget.' | Plan: 1 to add, 0 to change, 0 to destroy, 2 to forget.
          'No changes. Your infrastructure matches the configuration.' | No changes. Your infrastructure matches the configuration.
          'nothing of that kind' | ''
          """)
  void theLineThatSaysItAllIsFound(String output, String expected) {
    assertThat(PlanText.summary(output)).isEqualTo(expected);
  }

  @Test
  void severalPlansAreAddedUp() {
    assertThat(
            PlanText.summary(
                "Plan: 1 to add, 0 to change, 2 to destroy.\nPlan: 2 to add, 1 to change, 0 to"
                    + " destroy.\n"))
        .isEqualTo("Plan: 3 to add, 1 to change, 2 to destroy.");
  }

  @Test
  void textIsShapedForADiff() {
    String output =
        "\u001b[0m\u001b[1ma.x: Refreshing state... [id=1]\u001b[0m\n\n  \u001b[32m+\u001b[0m"
            + " resource \"a\" \"y\" {\n      + id = 1\n  ~ other\n  - gone\n-/+ both\n";
    assertThat(PlanText.shaped(output))
        .isEqualTo("+ resource \"a\" \"y\" {\n      + id = 1\n~ other\n- gone\n-/+ both");
  }
}
