/// What a plan would do: from `terraform show -json` ([PlanSummary]) and from its text
/// ([PlanText]). Pure.
@NullMarked
package dev.fairlead.terraform.plan;

import org.jspecify.annotations.NullMarked;
