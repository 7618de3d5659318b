// What another program wrote while somebody typed, put into the text without moving what was typed.
import { ChangeSet } from "@codemirror/state";

/** The smallest change that makes one text another: what they share at both ends stays. */
export function difference(before, after) {
  let start = 0;
  const most = Math.min(before.length, after.length);
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/** The change that brings what came from the disk into a text edited further since it was sent. */
export function theirs(sent, disk, since) {
  return ChangeSet.of([difference(sent, disk)], sent.length).map(since, true);
}
