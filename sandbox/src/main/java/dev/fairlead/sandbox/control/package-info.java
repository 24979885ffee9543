/// How other processes govern a running sandbox: its faults, its nodes and Pods, its end.
@NullMarked
package dev.fairlead.sandbox.control;

import org.jspecify.annotations.NullMarked;
