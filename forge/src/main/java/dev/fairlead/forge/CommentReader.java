package dev.fairlead.forge;

/// Reads GitHub's comment object, of API answers and of events alike.
final class CommentReader {
  private CommentReader() {}

  static Comment read(Fields comment, int number) {
    return new Comment(
        comment.id("/id"),
        number,
        comment.textOrEmpty("/user/login"),
        comment.textOrEmpty("/body"),
        comment.time("/created_at"),
        comment.time("/updated_at"),
        comment.textOrEmpty("/html_url"));
  }

  /// The same where only the comment's own `issue_url` says what it is about.
  static Comment read(Fields comment) {
    String issue = comment.text("/issue_url");
    String number = issue.substring(issue.lastIndexOf('/') + 1);
    if (!number.matches("\\d{1,9}")) {
      throw new ForgeException(
          comment.subject() + " has no number of an issue at the end of /issue_url: " + issue);
    }
    return read(comment, Integer.parseInt(number));
  }
}
