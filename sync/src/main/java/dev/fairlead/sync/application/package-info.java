/// Argo CD's custom resources as values: Application, ApplicationSet, AppProject; how they are
/// found in a repository and generated.
@NullMarked
package dev.fairlead.sync.application;

import org.jspecify.annotations.NullMarked;
