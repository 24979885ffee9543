/// Projects: which ones a repository has, and which of them a change touches. Pure.
@NullMarked
package dev.fairlead.terraform.project;

import org.jspecify.annotations.NullMarked;
