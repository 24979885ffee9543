package dev.fairlead.sync.render;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.sync.application.Source;

/// A source at the commit that its target revision means.
public record SourceRevision(Source source, CommitId revision, RevisionTree tree) {}
