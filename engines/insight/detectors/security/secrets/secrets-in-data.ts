import type { AssignedSecret } from './assigned-secret.ts';
import { assignedSecretOf } from './assigned-secret.ts';

/** Files of settings; what else is data, e.g. a lockfile or a page, has no names of secrets. */
const settings =
  /(?:^|\/)(?:\.env[^/]*|\.(?:npmrc|yarnrc|pypirc|s3cfg|bashrc|zshrc|profile)|credentials|(?:Dockerfile|Containerfile)[^/]*|[^/]*\.(?:Dockerfile|ya?ml|toml|properties|jsonc?|env|ini|cfg|conf|config|cnf|tf|tfvars|tfstate|hcl|sh|bash|zsh|fish|ps1|bat|cmd))$/;
/** Where passwords are spoken of, and often only shown. */
const prose = /\.(?:mdx?|markdown|txt|rst|adoc|log)$/;
const noSettings =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|[^/]*schema[^/]*\.json|(?:locales?|i18n|lang|translations?|messages)\/.*)$/i;

/**
 * `name: value` and `NAME=value`, in quotes or not, on one line. A name starts where no name goes on, and every part is bounded, so that no
 * text takes long.
 */
const assignment =
  /(?<![\w.-])([A-Za-z_][\w.-]{1,80})["']?[ \t]{0,20}[:=][ \t]{0,20}(?:"([^"\r\n]{6,512})"|'([^'\r\n]{6,512})'|([^\s"'`,;{}[\]#]{6,512}))/g;

/** Values of settings whose names say that they are secret. */
export function secretsInData(path: string, text: string): AssignedSecret[] {
  const isProse = prose.test(path);
  if ((!settings.test(path) && !isProse) || noSettings.test(path)) return [];
  const found = [...text.matchAll(assignment)].flatMap((match) => {
    const [all, name = '', ...values] = match;
    const value = values.find((each) => each !== undefined) ?? '';
    const start = match.index + all.lastIndexOf(value);
    return assignedSecretOf(name, value, { start, end: start + value.length }) ?? [];
  });
  return isProse ? found.filter(({ ruleId }) => ruleId === 'hard-coded-secret') : found;
}
