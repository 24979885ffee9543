// Drives the sandbox's forge with GitHub's own client, as tools do that know nothing of a sandbox.
// usage: node forge.mjs BASE_URL ADMIN_TOKEN WRITER_TOKEN REVIEWER_TOKEN READER_TOKEN
// Each step prints its name; the first that fails ends the run with status 1.
import { Octokit } from "@octokit/rest";
import assert from "node:assert/strict";
import crypto from "node:crypto";
import http from "node:http";
import zlib from "node:zlib";

const [base, adminToken, writerToken, reviewerToken, readerToken] = process.argv.slice(2);
const client = (auth, more = {}) =>
  new Octokit({ auth, baseUrl: base + "/api/v3", request: { retries: 0 }, log: quiet(), ...more });
function quiet() {
  const none = () => {};
  return { debug: none, info: none, warn: none, error: none };
}
const admin = client(adminToken);
const writer = client(writerToken);
const reviewer = client(reviewerToken);
const reader = client(readerToken);
const anonymous = client(undefined);

const owner = "acme";
const repo = "octo-" + process.pid;
const at = { owner, repo };
const b64 = (text) => Buffer.from(text).toString("base64");
const text = (content) => Buffer.from(content, "base64").toString();

async function step(name, run) {
  try {
    await run();
    console.log("ok " + name);
  } catch (error) {
    console.log("NOT OK " + name);
    console.log(error.stack ?? error);
    if (error.response) {
      console.log(error.status, JSON.stringify(error.response.data).slice(0, 2000));
    }
    process.exit(1);
  }
}
async function fails(status, promise, pattern = /./) {
  try {
    await promise;
  } catch (error) {
    if (error.status !== status) {
      throw error;
    }
    assert.match(error.response.data.message, pattern);
    assert.ok(error.response.data.documentation_url);
    return error;
  }
  assert.fail("expected " + status);
}
const ids = (list, field = "name") => list.map((each) => each[field]);
async function until(what, probe) {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    const found = await probe();
    if (found) {
      return found;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.fail("not within 10 s: " + what);
}
/** A file on a branch, by one commit. */
async function put(path, content, branch, as = writer) {
  let sha;
  try {
    sha = (await as.repos.getContent({ ...at, path, ref: branch })).data.sha;
  } catch (error) {
    assert.equal(error.status, 404);
  }
  const made = await as.repos.createOrUpdateFileContents({
    ...at, path, branch, sha, message: "Write " + path, content: b64(content),
  });
  return made.data.commit.sha;
}
async function branch(name, from = "main") {
  const { data } = await writer.repos.getBranch({ ...at, branch: from });
  await writer.git.createRef({ ...at, ref: "refs/heads/" + name, sha: data.commit.sha });
}
async function pull(name, files, more = {}) {
  await branch(name);
  for (const [path, content] of Object.entries(files)) {
    await put(path, content, name);
  }
  return (await writer.pulls.create({ ...at, title: "Change " + name, head: name, base: "main", ...more })).data;
}

let main;

await step("who am I, headers, rate limit", async () => {
  const me = await admin.users.getAuthenticated();
  assert.equal(me.data.login, "ada");
  assert.equal(me.data.type, "User");
  for (const header of ["x-github-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "etag"]) {
    assert.ok(me.headers[header], header);
  }
  assert.match(me.headers["x-github-media-type"], /^github\.v3; format=json$/);
  const { data: limits } = await admin.rateLimit.get();
  assert.equal(limits.resources.core.limit, 5000);
  assert.ok(limits.rate.remaining < 5000);
  assert.equal((await admin.users.getByUsername({ username: "dev" })).data.login, "dev");
  await fails(404, admin.users.getByUsername({ username: "nobody" }), /^Not Found$/);
  await fails(401, client("ghp_wrong").users.getAuthenticated(), /^Bad credentials$/);
  await fails(401, anonymous.users.getAuthenticated(), /^Requires authentication$/);
  assert.equal((await admin.meta.root()).data.current_user_url, base + "/api/v3/user");
});

await step("repositories", async () => {
  const { data } = await admin.repos.createInOrg({ org: owner, name: repo, auto_init: true, description: "Made by a client" });
  assert.equal(data.full_name, owner + "/" + repo);
  assert.equal(data.description, "Made by a client");
  assert.equal(data.default_branch, "main");
  assert.equal(data.permissions.admin, true);
  const found = await anonymous.repos.get(at);
  assert.equal(found.data.clone_url, base + "/" + owner + "/" + repo + ".git");
  main = (await admin.repos.getBranch({ ...at, branch: "main" })).data.commit.sha;
  assert.match(text((await admin.repos.getReadme(at)).data.content), /^# octo-/);
  const again = await fails(422, admin.repos.createInOrg({ org: owner, name: repo }), /^Repository creation failed\.$/);
  assert.equal(again.response.data.errors[0].message, "name already exists on this account");
  assert.ok(ids((await admin.repos.listForOrg({ org: owner })).data).includes(repo));
  assert.ok(ids(await admin.paginate(admin.repos.listForAuthenticatedUser, { per_page: 1 })).includes(repo));
  await admin.repos.update({ ...at, description: "Changed", delete_branch_on_merge: false });
  assert.equal((await admin.repos.get(at)).data.description, "Changed");
  await admin.repos.createInOrg({ org: owner, name: repo + "-hidden", private: true });
  await fails(404, anonymous.repos.get({ owner, repo: repo + "-hidden" }));
  await admin.repos.delete({ owner, repo: repo + "-hidden" });
  await fails(404, admin.repos.get({ owner, repo: repo + "-hidden" }));
  for (const collaborator of ["dev", "rev"]) {
    assert.equal((await admin.repos.getCollaboratorPermissionLevel({ ...at, username: collaborator })).data.permission, "write");
  }
  assert.equal((await admin.repos.checkCollaborator({ ...at, username: "dev" })).status, 204);
});

await step("contents with sha conflicts", async () => {
  const path = "deploy/values file.yaml";
  const made = await writer.repos.createOrUpdateFileContents({ ...at, path, message: "Add values", content: b64("v: 1\n") });
  assert.equal(made.status, 201);
  assert.equal(made.data.content.path, path);
  assert.equal(made.data.commit.message, "Add values");
  const sha = made.data.content.sha;
  await fails(422, writer.repos.createOrUpdateFileContents({ ...at, path, message: "x", content: b64("v: 2\n") }), /"sha" wasn't supplied/);
  await fails(409, writer.repos.createOrUpdateFileContents({ ...at, path, message: "x", content: b64("v: 2\n"), sha: main }), /does not match/);
  const changed = await writer.repos.createOrUpdateFileContents({ ...at, path, message: "Two", content: b64("v: 2\n"), sha });
  assert.equal(changed.status, 200);
  const read = await reader.repos.getContent({ ...at, path });
  assert.equal(text(read.data.content), "v: 2\n");
  assert.equal(read.data.encoding, "base64");
  const raw = await reader.repos.getContent({ ...at, path, mediaType: { format: "raw" } });
  assert.equal(raw.data, "v: 2\n");
  assert.deepEqual(ids((await reader.repos.getContent({ ...at, path: "" })).data), ["README.md", "deploy"]);
  await fails(404, reader.repos.getContent({ ...at, path: "none" }));
  await fails(409, writer.repos.deleteFile({ ...at, path, message: "x", sha: main }));
  const gone = await writer.repos.deleteFile({ ...at, path, message: "Drop", sha: changed.data.content.sha });
  assert.equal(gone.data.content, null);
  const refused = await reader.repos.createOrUpdateFileContents({ ...at, path, message: "x", content: "" }).catch((e) => e);
  assert.ok([403, 404].includes(refused.status));
});

await step("git data: blobs, trees, commits, refs, tags", async () => {
  const blob = await writer.git.createBlob({ ...at, content: b64("\x00binary"), encoding: "base64" });
  assert.equal(text((await reader.git.getBlob({ ...at, file_sha: blob.data.sha })).data.content), "\x00binary");
  const { data: tip } = await writer.git.getRef({ ...at, ref: "heads/main" });
  const { data: parent } = await writer.git.getCommit({ ...at, commit_sha: tip.object.sha });
  const tree = await writer.git.createTree({
    ...at,
    base_tree: parent.tree.sha,
    tree: [
      { path: "bin/data", mode: "100755", type: "blob", sha: blob.data.sha },
      { path: "env/dev/app.yaml", mode: "100644", type: "blob", content: "replicas: 1\n" },
      { path: "env/prod/app.yaml", mode: "100644", type: "blob", content: "replicas: 3\n" },
    ],
  });
  const commit = await writer.git.createCommit({
    ...at, message: "One commit\n\nby hand", tree: tree.data.sha, parents: [parent.sha],
    author: { name: "Ada", email: "ada@example.com", date: "2024-05-01T10:00:00Z" },
  });
  assert.equal(commit.data.author.date, "2024-05-01T10:00:00Z");
  await writer.git.updateRef({ ...at, ref: "heads/main", sha: commit.data.sha });
  main = commit.data.sha;
  const all = await reader.git.getTree({ ...at, tree_sha: "main", recursive: "1" });
  assert.equal(all.data.truncated, false);
  const modes = Object.fromEntries(all.data.tree.map((each) => [each.path, each.mode]));
  assert.deepEqual(modes, {
    "README.md": "100644", bin: "040000", "bin/data": "100755", env: "040000", "env/dev": "040000",
    "env/dev/app.yaml": "100644", "env/prod": "040000", "env/prod/app.yaml": "100644",
  });
  const less = await writer.git.createTree({
    ...at, base_tree: tree.data.sha, tree: [{ path: "bin/data", mode: "100644", type: "blob", sha: null }],
  });
  assert.deepEqual(ids(less.data.tree, "path"), ["README.md", "env"]);
  await writer.git.createRef({ ...at, ref: "refs/heads/feature/one", sha: main });
  assert.equal((await writer.git.getRef({ ...at, ref: "heads/feature/one" })).data.object.sha, main);
  assert.deepEqual(ids((await writer.git.listMatchingRefs({ ...at, ref: "heads/feature" })).data, "ref"), ["refs/heads/feature/one"]);
  await fails(422, writer.git.createRef({ ...at, ref: "refs/heads/feature/one", sha: main }), /Reference already exists/);
  const side = await writer.git.createCommit({ ...at, message: "Aside", tree: less.data.sha, parents: [parent.sha] });
  await fails(422, writer.git.updateRef({ ...at, ref: "heads/feature/one", sha: side.data.sha }), /not a fast forward/);
  await writer.git.updateRef({ ...at, ref: "heads/feature/one", sha: side.data.sha, force: true });
  await writer.git.deleteRef({ ...at, ref: "heads/feature/one" });
  await fails(404, writer.git.getRef({ ...at, ref: "heads/feature/one" }));
  const tag = await writer.git.createTag({ ...at, tag: "v1.0.0", message: "First", object: main, type: "commit" });
  await writer.git.createRef({ ...at, ref: "refs/tags/v1.0.0", sha: tag.data.sha });
  assert.equal((await reader.git.getTag({ ...at, tag_sha: tag.data.sha })).data.object.sha, main);
  const [listed] = (await reader.repos.listTags(at)).data;
  assert.equal(listed.name, "v1.0.0");
  assert.equal(listed.commit.sha, main);
});

await step("commits, media types, comparison", async () => {
  const { data } = await reader.repos.getCommit({ ...at, ref: main });
  assert.deepEqual(ids(data.files, "filename"), ["bin/data", "env/dev/app.yaml", "env/prod/app.yaml"]);
  assert.equal(data.html_url, `${base}/${owner}/${repo}/commit/${main}`);
  const diff = await reader.repos.getCommit({ ...at, ref: main, mediaType: { format: "diff" } });
  assert.match(diff.data, /^diff --git a\/bin\/data b\/bin\/data\n/);
  const patch = await reader.repos.getCommit({ ...at, ref: main, mediaType: { format: "patch" } });
  assert.match(patch.data, /^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\nFrom: Ada <ada@example.com>\n/);
  assert.equal((await reader.repos.getCommit({ ...at, ref: "main", mediaType: { format: "sha" } })).data, main);
  await fails(422, reader.repos.getCommit({ ...at, ref: "nothing" }), /No commit found for SHA: nothing/);
  const list = await reader.repos.listCommits({ ...at, sha: "main", path: "env", per_page: 1 });
  assert.equal(list.data[0].sha, main);

  await branch("ahead");
  const head = await put("ahead.txt", "1\n", "ahead");
  await put("main.txt", "something else\nentirely\n", "main");
  const ahead = await reader.repos.compareCommitsWithBasehead({ ...at, basehead: `${main}...ahead` });
  assert.equal(ahead.data.status, "ahead");
  assert.equal(ahead.data.ahead_by, 1);
  assert.equal(ahead.data.commits[0].sha, head);
  const both = (await reader.repos.compareCommitsWithBasehead({ ...at, basehead: "main...ahead" })).data;
  assert.deepEqual([both.status, both.ahead_by, both.behind_by], ["diverged", 1, 1]);
  assert.deepEqual(ids(both.files, "filename"), ["ahead.txt"]);
  const two = (await reader.repos.compareCommitsWithBasehead({ ...at, basehead: "main..ahead" })).data;
  assert.deepEqual(ids(two.files, "filename"), ["ahead.txt", "main.txt"]);
  assert.equal((await reader.repos.compareCommitsWithBasehead({ ...at, basehead: `ahead...${main}` })).data.status, "behind");
  assert.equal((await reader.repos.compareCommitsWithBasehead({ ...at, basehead: "main...main" })).data.status, "identical");
  await fails(404, reader.repos.compareCommitsWithBasehead({ ...at, basehead: "main...nothing" }));
  main = (await reader.repos.getBranch({ ...at, branch: "main" })).data.commit.sha;
});

await step("merges without a pull request", async () => {
  await branch("target");
  await branch("source");
  await put("merged.txt", "1\n", "source");
  await put("other.txt", "1\n", "target");
  const made = await writer.repos.merge({ ...at, base: "target", head: "source" });
  assert.deepEqual([made.status, made.data.parents.length], [201, 2]);
  assert.equal((await writer.repos.merge({ ...at, base: "target", head: "source" })).status, 204);
  await put("merged.txt", "mine\n", "source");
  await put("merged.txt", "yours\n", "target");
  await fails(409, writer.repos.merge({ ...at, base: "target", head: "source" }), /Merge conflict/);
  await fails(404, writer.repos.merge({ ...at, base: "nothing", head: "source" }), /Base does not exist/);
});

await step("pagination and conditional requests", async () => {
  await branch("many");
  for (let i = 0; i < 5; i++) {
    await put("many.txt", i + "\n", "many");
  }
  const page = await reader.repos.listCommits({ ...at, sha: "many", per_page: 2, page: 2 });
  assert.equal(page.data.length, 2);
  assert.deepEqual(
    [...page.headers.link.matchAll(/<([^>]*)>; rel="(\w+)"/g)].map((m) => m[2]).sort(),
    ["first", "last", "next", "prev"]);
  const all = await reader.paginate(reader.repos.listCommits, { ...at, sha: "many", per_page: 2 });
  const once = (await reader.repos.listCommits({ ...at, sha: "many", per_page: 100 })).data;
  assert.deepEqual(ids(all, "sha"), ids(once, "sha"));
  const first = await reader.repos.get(at);
  const again = await fails304(reader.repos.get({ ...at, headers: { "if-none-match": first.headers.etag } }));
  assert.equal(again.status, 304);
});
async function fails304(promise) {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}

await step("branches and protection", async () => {
  await branch("safe/one");
  const safe = { ...at, branch: "safe/one" };
  await fails(404, admin.repos.getBranchProtection(safe), /Branch not protected/);
  const put = await admin.repos.updateBranchProtection({
    ...safe,
    required_status_checks: { strict: true, contexts: ["ci"] },
    enforce_admins: true,
    required_pull_request_reviews: { required_approving_review_count: 1, dismiss_stale_reviews: true },
    restrictions: null,
  });
  assert.deepEqual(put.data.required_status_checks.contexts, ["ci"]);
  assert.equal(put.data.enforce_admins.enabled, true);
  assert.equal((await admin.repos.getBranch(safe)).data.protected, true);
  assert.deepEqual(ids((await reader.repos.listBranches({ ...at, protected: true })).data), ["safe/one"]);
  await fails(422, admin.git.deleteRef({ ...at, ref: "heads/safe/one" }), /Cannot delete/);
  assert.deepEqual((await admin.repos.getAllStatusCheckContexts(safe)).data, ["ci"]);
  assert.equal((await admin.repos.getPullRequestReviewProtection(safe)).data.required_approving_review_count, 1);
  assert.equal((await admin.repos.getAdminBranchProtection(safe)).data.enabled, true);
  await admin.repos.deleteAdminBranchProtection(safe);
  assert.equal((await admin.repos.getAdminBranchProtection(safe)).data.enabled, false);
  await admin.repos.setAdminBranchProtection(safe);
  await admin.repos.addStatusCheckContexts({ ...safe, contexts: ["lint"] });
  assert.deepEqual((await admin.repos.getStatusChecksProtection(safe)).data.contexts, ["ci", "lint"]);
  await admin.repos.deletePullRequestReviewProtection(safe);
  await admin.repos.deleteBranchProtection(safe);
  assert.equal((await admin.repos.getBranch(safe)).data.protected, false);
});

await step("pull requests: create, read, change, merge in each way", async () => {
  const one = await pull("one", { "env/dev/app.yaml": "replicas: 2\n", "new.txt": "a\nb\n" }, { body: "Why" });
  assert.deepEqual([one.state, one.draft, one.user.login, one.head.ref, one.base.ref], ["open", false, "dev", "one", "main"]);
  assert.equal(one.head.label, "acme:one");
  assert.deepEqual([one.commits, one.changed_files, one.additions, one.deletions], [2, 2, 3, 1]);
  const again = await fails(422, writer.pulls.create({ ...at, title: "x", head: "one", base: "main" }), /Validation Failed/);
  assert.match(again.response.data.errors[0].message, /A pull request already exists for acme:one/);
  await fails(422, writer.pulls.create({ ...at, title: "x", head: "nothing", base: "main" }));
  const number = one.number;
  const get = async () => (await reader.pulls.get({ ...at, pull_number: number })).data;
  assert.deepEqual([(await get()).mergeable, (await get()).mergeable_state], [true, "clean"]);
  assert.deepEqual(ids((await reader.pulls.listFiles({ ...at, pull_number: number })).data, "filename"), ["env/dev/app.yaml", "new.txt"]);
  assert.equal((await reader.pulls.listCommits({ ...at, pull_number: number })).data.length, 2);
  assert.match((await reader.pulls.get({ ...at, pull_number: number, mediaType: { format: "diff" } })).data, /^diff --git/);
  assert.match((await reader.pulls.get({ ...at, pull_number: number, mediaType: { format: "patch" } })).data, /Subject: \[PATCH/);
  await writer.pulls.update({ ...at, pull_number: number, title: "Renamed", body: "Because" });
  assert.equal((await get()).title, "Renamed");
  await writer.pulls.update({ ...at, pull_number: number, state: "closed" });
  await fails(405, writer.pulls.merge({ ...at, pull_number: number }), /not mergeable/);
  await writer.pulls.update({ ...at, pull_number: number, state: "open" });
  assert.deepEqual(ids((await reader.pulls.list({ ...at, head: "acme:one", state: "all" })).data, "number"), [number]);
  await fails(409, writer.pulls.merge({ ...at, pull_number: number, sha: main }), /Head branch was modified/);
  await fails(404, reader.pulls.checkIfMerged({ ...at, pull_number: number }));
  const merged = await writer.pulls.merge({ ...at, pull_number: number, sha: one.head.sha, merge_method: "merge", commit_title: "Bring one" });
  assert.equal(merged.data.merged, true);
  assert.equal((await reader.pulls.checkIfMerged({ ...at, pull_number: number })).status, 204);
  const done = await get();
  assert.deepEqual([done.state, done.merged, done.merged_by.login, done.merge_commit_sha], ["closed", true, "dev", merged.data.sha]);
  const commit = (await reader.repos.getCommit({ ...at, ref: "main" })).data;
  assert.equal(commit.commit.message, "Bring one\n\nRenamed");
  assert.equal(commit.parents.length, 2);
  assert.deepEqual(ids((await reader.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: merged.data.sha })).data, "number"), [number]);

  const squash = await pull("two", { "two.txt": "2\n" });
  await writer.pulls.merge({ ...at, pull_number: squash.number, merge_method: "squash" });
  const squashed = (await reader.repos.getCommit({ ...at, ref: "main" })).data;
  assert.match(squashed.commit.message, new RegExp(`\\(#${squash.number}\\)`));
  const rebase = await pull("three", { "three.txt": "3\n", "four.txt": "4\n" });
  await writer.pulls.merge({ ...at, pull_number: rebase.number, merge_method: "rebase" });
  assert.equal((await reader.repos.getCommit({ ...at, ref: "main" })).data.commit.message, "Write four.txt");

  const conflict = await pull("five", { "new.txt": "mine\n" });
  await put("new.txt", "yours\n", "main", admin);
  const state = await reader.pulls.get({ ...at, pull_number: conflict.number });
  assert.deepEqual([state.data.mergeable, state.data.mergeable_state], [false, "dirty"]);
  await fails(405, writer.pulls.merge({ ...at, pull_number: conflict.number }), /not mergeable/);
  await writer.pulls.updateBranch({ ...at, pull_number: conflict.number }).then(
    () => assert.fail("conflicts"), (error) => assert.equal(error.status, 422));
  const behind = await pull("six", { "six.txt": "6\n" });
  await put("seven.txt", "7\n", "main", admin);
  assert.equal((await writer.pulls.updateBranch({ ...at, pull_number: behind.number })).status, 202);
  await until("the branch has the base's commit", async () =>
    (await reader.pulls.get({ ...at, pull_number: behind.number })).data.head.sha !== behind.head.sha);
});

await step("reviewers and reviews", async () => {
  const { number, head } = await pull("reviewed", { "r.txt": "1\n2\n3\n" });
  const on = { ...at, pull_number: number };
  const asked = await writer.pulls.requestReviewers({ ...on, reviewers: ["rev"] });
  assert.deepEqual(ids(asked.data.requested_reviewers, "login"), ["rev"]);
  assert.deepEqual(ids((await reader.pulls.listRequestedReviewers(on)).data.users, "login"), ["rev"]);
  await fails(422, writer.pulls.requestReviewers({ ...on, reviewers: ["nobody"] }), /not a collaborator/);
  await writer.pulls.removeRequestedReviewers({ ...on, reviewers: ["rev"] });
  await fails(422, writer.pulls.createReview({ ...on, event: "APPROVE" }), /Unprocessable|approve your own/);
  const draft = await reviewer.pulls.createReview({
    ...on, commit_id: head.sha, body: "Look",
    comments: [{ path: "r.txt", line: 2, side: "RIGHT", body: "Two?" }],
  });
  assert.equal(draft.data.state, "PENDING");
  assert.equal((await writer.pulls.listReviews(on)).data.length, 0);
  assert.equal((await writer.pulls.listReviewComments(on)).data.length, 0);
  const submitted = await reviewer.pulls.submitReview({ ...on, review_id: draft.data.id, event: "REQUEST_CHANGES", body: "No" });
  assert.equal(submitted.data.state, "CHANGES_REQUESTED");
  assert.equal((await reader.pulls.listCommentsForReview({ ...on, review_id: draft.data.id })).data.length, 1);
  await reviewer.pulls.updateReview({ ...on, review_id: draft.data.id, body: "Not yet" });
  assert.equal((await reader.pulls.getReview({ ...on, review_id: draft.data.id })).data.body, "Not yet");
  const dismissed = await admin.pulls.dismissReview({ ...on, review_id: draft.data.id, message: "Settled" });
  assert.equal(dismissed.data.state, "DISMISSED");
  const approved = await reviewer.pulls.createReview({ ...on, event: "APPROVE" });
  assert.equal(approved.data.state, "APPROVED");
  const gone = await reviewer.pulls.createReview({ ...on, body: "draft" });
  await reviewer.pulls.deletePendingReview({ ...on, review_id: gone.data.id });
  assert.deepEqual(ids((await reader.pulls.listReviews(on)).data, "state"), ["DISMISSED", "APPROVED"]);
});

await step("review comments: replies, edits, deletions, outdated lines", async () => {
  const { number, head } = await pull("lines", { "l.txt": "one\ntwo\nthree\nfour\n" });
  const on = { ...at, pull_number: number };
  const first = await reviewer.pulls.createReviewComment({
    ...on, commit_id: head.sha, path: "l.txt", side: "RIGHT", start_line: 2, start_side: "RIGHT", line: 3, body: "These",
  });
  assert.deepEqual([first.data.line, first.data.start_line, first.data.position, first.data.subject_type], [3, 2, 3, "line"]);
  assert.equal(first.data.diff_hunk, "@@ -0,0 +1,4 @@\n+one\n+two\n+three");
  const reply = await writer.pulls.createReplyForReviewComment({ ...on, comment_id: first.data.id, body: "Why?" });
  assert.equal(reply.data.in_reply_to_id, first.data.id);
  const wrong = await fails(422, reviewer.pulls.createReviewComment({ ...on, commit_id: head.sha, path: "l.txt", line: 99, body: "?" }));
  assert.match(wrong.response.data.errors[0].message, /must be part of the diff/);
  await reviewer.pulls.createReview({
    ...on, event: "COMMENT", body: "", comments: [{ path: "none.txt", line: 1, body: "?" }],
  }).then(() => assert.fail("no such path"), (error) => assert.deepEqual(error.response.data.errors, ["Path could not be resolved"]));
  await writer.pulls.updateReviewComment({ ...at, comment_id: reply.data.id, body: "Why so?" });
  assert.equal((await reader.pulls.getReviewComment({ ...at, comment_id: reply.data.id })).data.body, "Why so?");
  await reader.reactions.createForPullRequestReviewComment({ ...at, comment_id: first.data.id, content: "eyes" });
  assert.equal((await reader.pulls.getReviewComment({ ...at, comment_id: first.data.id })).data.reactions.eyes, 1);
  await put("l.txt", "zero\none\ntwo\nthree\nfour\n", "lines");
  assert.equal((await reader.pulls.getReviewComment({ ...at, comment_id: first.data.id })).data.line, 4);
  await put("l.txt", "zero\none\ntwo\n3\nfour\n", "lines");
  const outdated = (await reader.pulls.getReviewComment({ ...at, comment_id: first.data.id })).data;
  assert.deepEqual([outdated.line, outdated.position, outdated.original_line], [null, null, 3]);
  await writer.pulls.deleteReviewComment({ ...at, comment_id: reply.data.id });
  assert.equal((await reader.pulls.listReviewComments(on)).data.length, 1);
  assert.equal((await reader.pulls.listReviewCommentsForRepo(at)).data.filter((c) => c.pull_request_url.endsWith("/" + number)).length, 1);
  const file = await reviewer.pulls.createReviewComment({ ...on, commit_id: (await reader.pulls.get(on)).data.head.sha, path: "l.txt", subject_type: "file", body: "The file" });
  assert.deepEqual([file.data.subject_type, file.data.line], ["file", null]);
});

await step("issues, comments, labels, reactions, assignees, lock", async () => {
  const issue = await reader.issues.create({ ...at, title: "Broken", body: "It is", labels: ["bug"] });
  const number = issue.data.number;
  const on = { ...at, issue_number: number };
  assert.equal(issue.data.user.login, "guest");
  const comment = await reader.issues.createComment({ ...on, body: "More" });
  await reader.issues.updateComment({ ...at, comment_id: comment.data.id, body: "Much more" });
  assert.equal((await reader.issues.getComment({ ...at, comment_id: comment.data.id })).data.body, "Much more");
  await reader.reactions.createForIssueComment({ ...at, comment_id: comment.data.id, content: "+1" });
  const reaction = await writer.reactions.createForIssue({ ...on, content: "rocket" });
  assert.equal((await writer.reactions.createForIssue({ ...on, content: "rocket" })).status, 200);
  assert.equal((await reader.reactions.listForIssue(on)).data.length, 1);
  await writer.reactions.deleteForIssue({ ...on, reaction_id: reaction.data.id });
  await writer.issues.createLabel({ ...at, name: "needs work", color: "d73a4a", description: "Not done" });
  const twice = await fails(422, writer.issues.createLabel({ ...at, name: "needs work", color: "d73a4a" }));
  assert.equal(twice.response.data.errors[0].code, "already_exists");
  await writer.issues.addLabels({ ...on, labels: ["needs work"] });
  assert.equal((await reader.issues.getLabel({ ...at, name: "needs work" })).data.color, "d73a4a");
  await writer.issues.updateLabel({ ...at, name: "needs work", new_name: "wip", color: "00ff00" });
  assert.deepEqual(ids((await reader.issues.listLabelsOnIssue(on)).data).sort(), (await reader.issues.get(on)).data.labels.map((l) => l.name).sort());
  assert.ok(ids((await reader.issues.listLabelsForRepo(at)).data).includes("wip"));
  await writer.issues.removeLabel({ ...on, name: "wip" });
  await fails(404, writer.issues.removeLabel({ ...on, name: "wip" }), /Label does not exist/);
  await writer.issues.deleteLabel({ ...at, name: "wip" });
  await writer.issues.addAssignees({ ...on, assignees: ["dev", "nobody"] });
  assert.deepEqual(ids((await reader.issues.get(on)).data.assignees, "login"), ["dev"]);
  assert.equal((await writer.issues.checkUserCanBeAssigned({ ...at, assignee: "dev" })).status, 204);
  assert.deepEqual(ids((await reader.issues.listForRepo({ ...at, assignee: "dev", state: "all" })).data, "number"), [number]);
  await writer.issues.removeAssignees({ ...on, assignees: ["dev"] });
  await writer.issues.lock({ ...on, lock_reason: "resolved" });
  assert.deepEqual([(await reader.issues.get(on)).data.locked, (await reader.issues.get(on)).data.active_lock_reason], [true, "resolved"]);
  await fails(403, reader.issues.createComment({ ...on, body: "x" }), /locked/);
  await writer.issues.unlock(on);
  await writer.issues.update({ ...on, state: "closed", state_reason: "not_planned" });
  assert.equal((await reader.issues.get(on)).data.state_reason, "not_planned");
  await reader.issues.deleteComment({ ...at, comment_id: comment.data.id });
  assert.equal((await reader.issues.get(on)).data.comments, 0);
  const found = await reader.search.issuesAndPullRequests({ q: `repo:${owner}/${repo} is:issue is:closed Broken` });
  assert.equal(found.data.total_count, 1);
  const open = await reader.search.issuesAndPullRequests({ q: `repo:${owner}/${repo} type:pr state:open head:lines` });
  assert.equal(open.data.items[0].title, "Change lines");
});

await step("statuses and combined status", async () => {
  const sha = main;
  const combined = async () => (await reader.repos.getCombinedStatusForRef({ ...at, ref: sha })).data;
  assert.deepEqual([(await combined()).state, (await combined()).total_count], ["pending", 0]);
  await writer.repos.createCommitStatus({ ...at, sha, state: "pending", context: "ci", description: "…", target_url: "https://ci.example.com/1" });
  await writer.repos.createCommitStatus({ ...at, sha, state: "success", context: "ci" });
  assert.equal((await combined()).state, "success");
  await writer.repos.createCommitStatus({ ...at, sha, state: "error", context: "lint" });
  assert.equal((await combined()).state, "failure");
  assert.equal((await reader.repos.listCommitStatusesForRef({ ...at, ref: sha })).data.length, 3);
  await fails(422, writer.repos.createCommitStatus({ ...at, sha, state: "fine" }));
});

await step("check runs and suites", async () => {
  const run = await writer.checks.create({
    ...at, name: "build", head_sha: main, status: "in_progress", details_url: "https://ci.example.com/2", external_id: "42",
    output: { title: "Building", summary: "…" },
  });
  assert.deepEqual([run.status, run.data.status, run.data.conclusion, run.data.external_id], [201, "in_progress", null, "42"]);
  await fails(422, writer.checks.update({ ...at, check_run_id: run.data.id, status: "completed" }), /conclusion/);
  const done = await writer.checks.update({
    ...at, check_run_id: run.data.id, conclusion: "failure",
    output: { title: "Broken", summary: "2 errors", annotations: [
      { path: "new.txt", start_line: 1, end_line: 1, annotation_level: "failure", message: "no" }] },
  });
  assert.deepEqual([done.data.status, done.data.conclusion, done.data.output.annotations_count], ["completed", "failure", 1]);
  assert.ok(done.data.completed_at);
  assert.equal((await reader.checks.listAnnotations({ ...at, check_run_id: run.data.id })).data[0].message, "no");
  await writer.checks.create({ ...at, name: "build", head_sha: main, conclusion: "success" });
  const latest = (await reader.checks.listForRef({ ...at, ref: main })).data;
  assert.deepEqual([latest.total_count, latest.check_runs[0].conclusion], [1, "success"]);
  assert.equal((await reader.checks.listForRef({ ...at, ref: main, filter: "all" })).data.total_count, 2);
  const suites = (await reader.checks.listSuitesForRef({ ...at, ref: "main" })).data;
  assert.equal(suites.total_count, 0, "the branch has moved on");
  const suite = (await reader.checks.listSuitesForRef({ ...at, ref: main })).data.check_suites[0];
  assert.deepEqual([suite.status, suite.conclusion, suite.app.slug], ["completed", "success", "dev"]);
  assert.equal((await reader.checks.listForSuite({ ...at, check_suite_id: suite.id })).data.total_count, 1);
  await fails(403, admin.checks.update({ ...at, check_run_id: run.data.id, conclusion: "success" }));
});

await step("a required check and a required review hold a merge back", async () => {
  await admin.repos.updateBranchProtection({
    ...at, branch: "main", required_status_checks: { strict: false, checks: [{ context: "build" }] },
    enforce_admins: false, required_pull_request_reviews: { required_approving_review_count: 1 }, restrictions: null,
  });
  const { number, head } = await pull("guarded", { "g.txt": "g\n" });
  const on = { ...at, pull_number: number };
  assert.equal((await reader.pulls.get(on)).data.mergeable_state, "blocked");
  await fails(405, writer.pulls.merge(on), /Required status check "build" is expected/);
  await writer.checks.create({ ...at, name: "build", head_sha: head.sha, conclusion: "success" });
  await fails(405, writer.pulls.merge(on), /approving review is required/);
  await reviewer.pulls.createReview({ ...on, event: "APPROVE" });
  assert.equal((await writer.pulls.merge(on)).data.merged, true);
  await fails(422, writer.repos.createOrUpdateFileContents({ ...at, path: "direct", message: "x", content: "" }).catch((e) => { if (e.status === 409) { e.status = 422; } throw e; }), /pull request|Protected|rule/i);
  await admin.repos.deleteBranchProtection({ ...at, branch: "main" });
});

await step("webhooks: ping, deliveries, signature, wrong secret, redelivery", async () => {
  const received = [];
  let secret = "s3cret";
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      const wanted = "sha256=" + crypto.createHmac("sha256", secret).update(body).digest("hex");
      const right = request.headers["x-hub-signature-256"] === wanted;
      received.push({ event: request.headers["x-github-event"], id: request.headers["x-github-delivery"], body: JSON.parse(body) });
      response.writeHead(right ? 200 : 401).end(right ? "thanks" : "wrong signature");
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}/hook`;
  const config = { url, content_type: "json", secret };
  const hook = await admin.repos.createWebhook({ ...at, config, events: ["push", "pull_request_review_comment", "check_run"] });
  assert.equal(hook.data.config.secret, "********");
  const on = { ...at, hook_id: hook.data.id };
  await until("a ping", () => received.find((each) => each.event === "ping"));
  assert.equal((await admin.repos.pingWebhook(on)).status, 204);
  await put("hooked.txt", "1\n", "main");
  const push = await until("a push", () => received.find((each) => each.event === "push"));
  assert.equal(push.body.ref, "refs/heads/main");
  const deliveries = async (more) => (await admin.repos.listWebhookDeliveries({ ...on, ...more })).data;
  await until("its delivery is noted", async () => (await deliveries()).some((d) => d.event === "push"));
  secret = "another";
  await put("hooked.txt", "2\n", "main");
  const failed = await until("a refused delivery", async () => (await deliveries()).find((d) => d.status_code === 401));
  const detail = (await admin.repos.getWebhookDelivery({ ...on, delivery_id: failed.id })).data;
  assert.equal(detail.response.payload, "wrong signature");
  assert.ok(detail.request.headers["X-Hub-Signature-256"]);
  secret = "s3cret";
  assert.equal((await admin.repos.redeliverWebhookDelivery({ ...on, delivery_id: failed.id })).status, 202);
  const again = await until("the delivery once more", async () => (await deliveries()).find((d) => d.guid === failed.guid && d.redelivery));
  assert.equal(again.status_code, 200);
  const all = await admin.paginate(admin.repos.listWebhookDeliveries, { ...on, per_page: 2 });
  assert.deepEqual(ids(all, "id"), ids(await deliveries({ per_page: 100 }), "id"));
  assert.ok(all.length >= 5);
  await admin.repos.updateWebhook({ ...on, active: false });
  assert.equal((await admin.repos.getWebhook(on)).data.active, false);
  await fails(404, writer.repos.listWebhooks(at));
  await admin.repos.deleteWebhook(on);
  await fails(404, admin.repos.getWebhook(on));
  server.close();
});

await step("organisations, archives, releases", async () => {
  assert.equal((await admin.orgs.get({ org: owner })).data.login, owner);
  assert.ok(ids((await admin.orgs.listForAuthenticatedUser()).data, "login").includes(owner));
  assert.equal((await admin.orgs.checkMembershipForUser({ org: owner, username: "dev" })).status, 204);
  assert.deepEqual((await admin.teams.list({ org: owner })).data, []);
  const tar = await reader.repos.downloadTarballArchive({ ...at, ref: "main" });
  const unpacked = zlib.gunzipSync(Buffer.from(tar.data)).toString("latin1");
  assert.match(unpacked, new RegExp(`acme-${repo}-[0-9a-f]{7}/README\\.md`));
  const zip = await reader.repos.downloadZipballArchive({ ...at, ref: "main" });
  assert.equal(Buffer.from(zip.data).subarray(0, 2).toString(), "PK");
  const release = await writer.repos.createRelease({ ...at, tag_name: "v1.1.0", target_commitish: "main", name: "1.1", body: "News" });
  assert.equal((await reader.repos.getReleaseByTag({ ...at, tag: "v1.1.0" })).data.id, release.data.id);
  assert.equal((await reader.repos.getLatestRelease(at)).data.tag_name, "v1.1.0");
  assert.equal((await reader.git.getRef({ ...at, ref: "tags/v1.1.0" })).data.ref, "refs/tags/v1.1.0");
  await writer.repos.updateRelease({ ...at, release_id: release.data.id, body: "Old news" });
  assert.equal((await reader.repos.listReleases(at)).data[0].body, "Old news");
  await fails(422, writer.repos.createRelease({ ...at, tag_name: "v1.1.0" }));
  await writer.repos.deleteRelease({ ...at, release_id: release.data.id });
  await fails(404, reader.repos.getLatestRelease(at));
});

await step("drafts, through the other API", async () => {
  const made = await pull("draft", { "d.txt": "d\n" }, { draft: true });
  assert.equal(made.draft, true);
  await fails(405, writer.pulls.merge({ ...at, pull_number: made.number }), /draft/);
  await writer.graphql(
    "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }",
    { id: made.node_id, baseUrl: base + "/api" });
  assert.equal((await reader.pulls.get({ ...at, pull_number: made.number })).data.draft, false);
});
