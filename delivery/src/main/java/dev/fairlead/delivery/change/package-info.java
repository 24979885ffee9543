/// Changes before they are merged: pull requests, their comments and their checks.
@NullMarked
package dev.fairlead.delivery.change;

import org.jspecify.annotations.NullMarked;
