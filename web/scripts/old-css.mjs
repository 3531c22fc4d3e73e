// Keeps the style sheet of the pages that are not in the new design yet to those pages, which have
// an element .old-page. Goes with the last of them.

const HERE = ':has(.old-page)';
const ON_ROOT = /^(?::root|html|\[data-[^\]]*\]|\*)/;

function scoped(selector) {
  const root = selector.match(ON_ROOT)?.[0];

  return [
    `:where(html${HERE}) ${selector}`,
    ...(root ? [`${root}:where(html${HERE})${selector.slice(root.length)}`] : []),
  ];
}

export default function plugin() {
  return {
    postcssPlugin: 'old-css',
    OnceExit(root, { result, AtRule, parse }) {
      if (!String(result.opts.from).endsWith('old.css')) return;
      root.walkRules((rule) => {
        for (let above = rule.parent; above && above.type !== 'root'; above = above.parent)
          if (above.type === 'rule' || /keyframes$/.test(above.name ?? '')) return;
        const selectors = rule.selectors.filter((each) => !each.includes(':host'));

        if (selectors.length) rule.selectors = selectors.flatMap(scoped);
        else rule.remove();
      });
      const all = new AtRule({ name: 'layer', params: 'old' });

      all.append(
        parse(
          `@layer reset { :where(html${HERE}), :where(html${HERE} :not(svg, svg *)),
           :where(html${HERE} *)::before, :where(html${HERE} *)::after { all: revert } }`,
        ).nodes,
      );
      all.append(root.nodes);
      root.removeAll();
      root.append(all);
    },
  };
}
plugin.postcss = true;
