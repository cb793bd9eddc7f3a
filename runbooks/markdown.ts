import { lexer, Parser, type Token, type Tokens, walkTokens } from "marked";
import type { Page } from "./path.ts";

export interface Heading {
  readonly depth: number;
  readonly text: string;
  readonly id: string;
}

/** A page as far as the site and the checks look into it. */
export interface Outline {
  readonly title: string;
  /** First paragraph, as text. */
  readonly summary: string;
  readonly headings: readonly Heading[];
  readonly links: readonly string[];
  readonly codeSpans: readonly string[];
  readonly codeBlocks: readonly { readonly language: string; readonly text: string }[];
}

/** Id of a heading, as links with a `#` name it. */
export const headingId = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** Inline tokens as text, without their formatting. */
export function plainText(tokens: readonly Token[]): string {
  const parser = new Parser();
  return parser.parseInline([...tokens], parser.textRenderer);
}

/** What a page consists of; a page without title or first paragraph is refused. */
export function outline({ path, markdown }: Page): Outline {
  const all: Token[] = [];
  walkTokens(lexer(markdown), (token) => void all.push(token));
  const of = <T extends Tokens.Generic>(type: string) => all.filter((token) => token.type === type) as unknown as T[];
  const headings = of<Tokens.Heading>("heading").map(({ depth, tokens }) => {
    const text = plainText(tokens);
    return { depth, text, id: headingId(text) };
  });
  const title = headings.find(({ depth }) => depth === 1)?.text;
  if (title === undefined) throw new Error(`${path} has no title`);
  const first = of<Tokens.Paragraph>("paragraph")[0];
  if (first === undefined) throw new Error(`${path} has no first paragraph to sum it up`);
  return {
    title,
    summary: plainText(first.tokens),
    headings,
    links: of<Tokens.Link>("link").map(({ href }) => href),
    codeSpans: of<Tokens.Codespan>("codespan").map(({ text }) => text),
    codeBlocks: of<Tokens.Code>("code").map(({ lang, text }) => ({ language: lang ?? "", text })),
  };
}

/** Whether a link leads to another page of the runbooks, rather than to a URL. */
export const isRelative = (href: string): boolean => !/^[a-z][a-z0-9+.-]*:/i.test(href);
