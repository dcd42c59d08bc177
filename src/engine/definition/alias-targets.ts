import { isAlias, isMap, isNode, isSeq, type Alias, type Node } from 'yaml';

export type AliasTargets = ReadonlyMap<Alias, Node>;

/**
 * What each alias stands for: the last node before it with that anchor. The library's own `resolve` visits the whole file for
 * each alias. What is nested deeper than `deepest` levels is left out.
 */
export function aliasTargets(contents: Node | null, deepest: number): AliasTargets {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const look = (node: unknown, depth: number): void => {
    if (!isNode(node) || depth > deepest) return;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
      return;
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isSeq(node)) node.items.forEach((item) => look(item, depth + 1));
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        look(key, depth + 1);
        look(value, depth + 1);
      }
    }
  };
  look(contents, 0);
  return targets;
}
