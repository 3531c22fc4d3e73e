// Notes as React elements. No text of a person becomes HTML: what is drawn is listed here.

import { createElement, Fragment, type ReactNode } from 'react';
import type { Link, List, Nodes, Parents, Root } from 'mdast';
import { safeAddress } from './parse';

type Draw = (node: Nodes) => ReactNode;

const DEEPEST = 40; // elements in one another: a text can ask for thousands

const sourceOf = ({ position }: Nodes, source: string) =>
  source.slice(position?.start.offset, position?.end.offset);

function drawLink(node: Link, source: string, inner: ReactNode): ReactNode {
  const address = safeAddress(node.url);

  if (!address) return sourceOf(node, source);
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {inner}
    </a>
  );
}

function drawList(node: List, inner: ReactNode): ReactNode {
  if (!node.ordered) return <ul>{inner}</ul>;
  return <ol start={node.start ?? undefined}>{inner}</ol>;
}

// In a list without blank lines an item's text stands by itself, without a paragraph.
function drawItem(node: Parents, draw: Draw): ReactNode {
  const tight = 'spread' in node && !node.spread;
  const parts = node.children.map((child, i) =>
    tight && child.type === 'paragraph'
      ? createElement(Fragment, { key: i }, ...child.children.map(draw))
      : createElement(Fragment, { key: i }, draw(child)),
  );

  return <li dir="auto">{parts}</li>;
}

function drawNode(node: Nodes, source: string, depth = 0): ReactNode {
  const draw: Draw = (child) => drawNode(child, source, depth + 1);

  if (depth > DEEPEST) return sourceOf(node, source);
  if (node.type === 'listItem') return drawItem(node, draw);
  const inner = 'children' in node ? createElement(Fragment, null, ...node.children.map(draw)) : '';

  switch (node.type) {
    case 'paragraph':
      return <p dir="auto">{inner}</p>;
    case 'emphasis':
      return <em>{inner}</em>;
    case 'strong':
      return <strong>{inner}</strong>;
    case 'link':
      return drawLink(node, source, inner);
    case 'list':
      return drawList(node, inner);
    case 'inlineCode':
      return <code dir="ltr">{node.value}</code>;
    case 'code':
      return (
        <pre dir="ltr">
          <code>{node.value}</code>
        </pre>
      );
    case 'break':
      return '\n';
    case 'text':
      return node.value;
    default:
      return inner;
  }
}

export function Markdown({ notes, source }: { notes: Root; source: string }) {
  return <div className="md">{drawNode(notes, source)}</div>;
}
