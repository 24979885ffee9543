/// What people write to us in comments: [CommentParser] reads it. Pure.
@NullMarked
package dev.fairlead.terraform.comment;

import org.jspecify.annotations.NullMarked;
