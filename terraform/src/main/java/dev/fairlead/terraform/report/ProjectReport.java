package dev.fairlead.terraform.report;

import dev.fairlead.terraform.project.ProjectId;

/// One project's part of a comment.
///
/// @param lockUrl page of its lock; may be empty
public record ProjectReport(ProjectId project, Result result, String lockUrl) {}
