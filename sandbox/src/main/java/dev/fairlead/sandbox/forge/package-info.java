/// A Git forge on loopback: bare repositories over Git's smart HTTP protocol, and the part of
/// GitHub's REST API (v3, as an Enterprise server has it below `/api/v3`) and webhooks that a
/// GitOps controller uses, in GitHub's JSON.
///
/// [ForgeServer] starts it. Everything is on disk below one directory and is there again after a
/// restart.
@NullMarked
package dev.fairlead.sandbox.forge;

import org.jspecify.annotations.NullMarked;
