//! Which migrations the files of a folder have: `#[migration]` in Rust, and the folders of `sql_migrations!`.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::LitStr;

/// The names, as they are shown.
pub fn names(package: &Path, folder: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for file in
        files(&package.join(folder)).map_err(|error| format!("cannot read `{folder}`: {error}"))?
    {
        let text = fs::read_to_string(&file)
            .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        if !text.contains("migration") {
            continue;
        }
        // What is no Rust is the compiler's to say, if it belongs to the program at all.
        let Ok(tokens) = text.parse::<TokenStream>() else {
            continue;
        };
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let module = match stem.as_ref() {
            "mod" => file
                .parent()
                .and_then(Path::file_name)
                .map(|it| it.to_string_lossy().into_owned()),
            stem => Some(stem.to_owned()),
        };
        look(tokens, &module.unwrap_or_default(), package, &mut names);
    }
    Ok(names)
}

/// The Rust files of a folder and those in it.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Looks for `#[migration(...)]` and `sql_migrations!("...")` in the tokens of a module.
fn look(tokens: TokenStream, module: &str, package: &Path, names: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_word =
        |at: usize, word: &str| matches!(tokens.get(at), Some(TokenTree::Ident(it)) if it == word);
    let is_mark = |at: usize, mark: char| matches!(tokens.get(at), Some(TokenTree::Punct(it)) if it.as_char() == mark);
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        if at > 0 && is_mark(at - 1, '#') {
            if let Some(name) = of_attribute(group.stream(), module) {
                names.push(name);
            }
        } else if at > 1 && is_mark(at - 1, '!') && is_word(at - 2, "sql_migrations") {
            names.extend(of_sql(group.stream(), package));
        } else if at > 1 && is_word(at - 2, "mod") {
            let inner = tokens
                .get(at - 1)
                .map(ToString::to_string)
                .unwrap_or_default();
            look(group.stream(), &inner, package, names);
        }
    }
}

/// The name that `migration(...)` gives, if it is that.
fn of_attribute(tokens: TokenStream, module: &str) -> Option<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let path = tokens
        .iter()
        .take_while(|it| !matches!(it, TokenTree::Group(_)));
    let is_migration = path
        .last()
        .is_some_and(|it| matches!(it, TokenTree::Ident(it) if it == "migration"));
    if !is_migration {
        return None;
    }
    let options = match tokens.last() {
        Some(TokenTree::Group(options)) => options.stream().into_iter().collect(),
        _ => Vec::new(),
    };
    let value = |key: &str| {
        let at = options
            .iter()
            .position(|it| matches!(it, TokenTree::Ident(it) if it == key))?;
        let literal = options.get(at + 2)?.to_string();
        syn::parse_str::<LitStr>(&literal).ok().map(|it| it.value())
    };
    let name =
        value("name").unwrap_or_else(|| module.strip_prefix('m').unwrap_or(module).to_owned());
    Some(shown(
        name,
        value("phase").as_deref() == Some("post-deploy"),
    ))
}

fn of_sql(tokens: TokenStream, package: &Path) -> Vec<String> {
    let folder = tokens.into_iter().next().map(|it| it.to_string());
    let folder = folder.and_then(|it| syn::parse_str::<LitStr>(&it).ok());
    let found = folder.and_then(|it| migration_files::read(&package.join(it.value())).ok());
    let found = found.unwrap_or_default().into_iter();
    found.map(|it| shown(it.name, it.post_deploy)).collect()
}

/// As the registry shows it.
fn shown(name: String, is_post_deploy: bool) -> String {
    match is_post_deploy {
        true => format!("{name} (post-deploy)"),
        false => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut names = Vec::new();
        look(
            text.parse().expect("tokens"),
            "m20260101000000_a",
            Path::new("."),
            &mut names,
        );
        names
    }

    #[test]
    fn migrations_are_called_by_their_module_or_as_they_say() {
        for (text, expected) in [
            ("#[migration] impl Migration for A {}", "20260101000000_a"),
            (
                "#[migratory::migration()] impl Migration for A {}",
                "20260101000000_a",
            ),
            (
                "#[migration(name = \"1_b\", transaction = false)] impl Migration for A {}",
                "1_b",
            ),
            (
                "#[migration(phase = \"post-deploy\")] impl Migration for A {}",
                "20260101000000_a (post-deploy)",
            ),
            (
                "mod m20260102_c { #[migration] impl Migration for A {} }",
                "20260102_c",
            ),
        ] {
            assert_eq!(of(text), [expected], "{text}");
        }
        for none in [
            "#[seeder] impl Seeder for A {}",
            "/// #[migration]\nstruct A;",
            "fn migration() { (a) }",
        ] {
            assert!(of(none).is_empty(), "{none}");
        }
    }
}
