/// The forge's pages: what they show ([PullPage] and its like) and how it is written as HTML
/// ([ForgePages]). They need no script; every action is a form.
@NullMarked
package dev.fairlead.sandbox.forge.pages;

import org.jspecify.annotations.NullMarked;
