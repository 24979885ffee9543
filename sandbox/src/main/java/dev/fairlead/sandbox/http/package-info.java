/// How the sandbox's servers speak HTTP.
@NullMarked
package dev.fairlead.sandbox.http;

import org.jspecify.annotations.NullMarked;
