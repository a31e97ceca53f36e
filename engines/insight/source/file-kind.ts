import { languageOf } from './language.ts';

/** What is done with a file: parsed, read as data by detectors, or searched for secrets and nothing else. */
export type FileKind = 'source' | 'data' | 'text';

/** Files that say what the repository is, not what it does. */
const dataNames =
  /(?:^|\/)(?:package\.json|(?:ts|js)config[^/]*\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|lerna\.json|nx\.json|turbo\.json|[^/]*\.jsonc?|\.env[^/]*|[^/]*\.(?:ya?ml|toml|html|vue|svelte|pem|key|properties|sh)|Dockerfile|\.npmrc|\.nvmrc)$/;

/** Where people leave secrets besides: settings of other tools, keys, scripts, state of infrastructure, notes. */
const textNames = [
  /\.(?:mdx?|markdown|txt|rst|adoc|log|ipynb)$/,
  /\.(?:env|ini|cfg|conf|config|cnf|xml|plist|gradle|tf|tfvars|tfstate|hcl|bash|zsh|fish|ps1|bat|cmd|sql|http|rest)$/,
  /\.(?:p8|ppk|asc|ovpn)$|(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$/,
  /(?:^|\/)(?:\.(?:netrc|pgpass|pypirc|htpasswd|git-credentials|dockercfg|s3cfg|yarnrc|bashrc|zshrc|profile)|credentials)$/,
  /(?:^|\/)(?:Makefile|Procfile|Jenkinsfile|Vagrantfile|(?:Dockerfile|Containerfile)[^/]*|[^/]*\.Dockerfile)$/,
];

/** By the name; undefined for what is not opened. */
export function kindOf(path: string): FileKind | undefined {
  if (languageOf(path)) return 'source';
  if (dataNames.test(path)) return 'data';
  return textNames.some((names) => names.test(path)) ? 'text' : undefined;
}
