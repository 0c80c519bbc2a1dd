/** Texts of articles, kept while the page is open: one article stands behind many edges. */

import { CodePoints } from "../reading/offsets.ts";
import { api } from "./client.ts";
import type { Article } from "./contract.ts";

export interface ReadArticle {
  article: Article;
  text: CodePoints;
}

const KEPT = 40;
const texts = new Map<string, Promise<ReadArticle>>();

export function readArticle(id: string): Promise<ReadArticle> {
  const known = texts.get(id);
  if (known) return known;
  const coming = api.article(id).then((article) => ({ article, text: new CodePoints(article.text) }));
  coming.catch(() => texts.delete(id));
  texts.set(id, coming);
  const oldest = texts.keys().next().value;
  if (texts.size > KEPT && oldest !== undefined) texts.delete(oldest);
  return coming;
}
