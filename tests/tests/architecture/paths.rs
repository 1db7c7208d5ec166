//! Finds paths in texts: of modules in Rust, of files in documents.

use std::path::Path;

/// The module of a file: `["dialect", "mysql"]` for `dialect/mysql/mod.rs`.
pub fn module_of(file: &Path, root: &Path) -> Vec<String> {
    let file = file.strip_prefix(root).expect("a file under the root");
    let mut module: Vec<String> = file
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    module.pop_if(|last| last == "mod");
    module
}

/// What a file names in its own crate, as paths from the crate's root of one or two parts: `["dialect", "Dialect"]`.
/// Comments and the module of tests do not count.
pub fn named(source: &str, module: &[String]) -> Vec<Vec<String>> {
    let code = code_of(source);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("::") {
        let before = &code[..at];
        let (base, start) = if ends_with_word(before, "crate") {
            (Vec::new(), at)
        } else if ends_with_word(before, "super") && !code[at..].starts_with("::super::") {
            let Some(base) = above(module, before) else {
                continue;
            };
            (base, at)
        } else {
            continue;
        };
        for path in continuations(&code[start + 2..]) {
            let full: Vec<String> = base.iter().cloned().chain(path).take(2).collect();
            if !full.is_empty() {
                found.push(full);
            }
        }
    }
    found
}

/// The tokens in backticks that are paths of files.
pub fn in_backticks(text: &str) -> impl Iterator<Item = &str> {
    let is_path = |token: &&str| {
        let plain = token
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || "_-./".contains(it));
        let ending = [".rs", ".md", ".toml"]
            .iter()
            .any(|ending| token.ends_with(ending));
        plain && (ending || token.contains('/'))
    };
    text.split('`').skip(1).step_by(2).filter(is_path)
}

fn code_of(source: &str) -> String {
    let source = source
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or(source);
    source
        .lines()
        .map(|line| line.split("//").next().unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| {
        !rest.ends_with(|it: char| it.is_alphanumeric() || it == '_' || it == '$')
    })
}

/// The module that as many `super` as `before` ends with lead to.
fn above(module: &[String], before: &str) -> Option<Vec<String>> {
    let mut rest = before.strip_suffix("super")?;
    let mut left = module.len().checked_sub(1)?;
    while let Some(shorter) = rest.strip_suffix("super::") {
        rest = shorter;
        left = left.checked_sub(1)?;
    }
    Some(module[..left].to_vec())
}

/// The paths that begin here: one, or those of a `{...}`.
fn continuations(text: &str) -> Vec<Vec<String>> {
    let Some(group) = text.strip_prefix('{') else {
        return vec![path(text)];
    };
    let mut depth = 0;
    let mut paths = vec![path(group)];
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => paths.push(path(&group[at + 1..])),
            _ => {}
        }
    }
    paths.retain(|path| !path.is_empty());
    paths
}

fn path(text: &str) -> Vec<String> {
    let end = text
        .trim_start()
        .find(|it: char| !(it.is_alphanumeric() || it == '_' || it == ':'))
        .unwrap_or(text.trim_start().len());
    text.trim_start()[..end]
        .split("::")
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_however_they_are_written() {
        let source = "use crate::{Error, plan::Plan, schema::{Table, Column}};\n\
                      use super::super::lint::Rule;\n\
                      use super::draft;\n\
                      // use crate::in_a_comment;\n\
                      fn f() -> crate::diff::Diff { $crate::x }\n\
                      #[cfg(test)]\nmod tests {\n    use crate::only_in_tests;\n}\n";
        let module = ["builder".to_owned(), "table".to_owned()];
        let found: Vec<String> = named(source, &module)
            .iter()
            .map(|it| it.join("::"))
            .collect();
        assert_eq!(
            found,
            [
                "Error",
                "plan::Plan",
                "schema",
                "lint::Rule",
                "builder::draft",
                "diff::Diff"
            ]
        );
    }

    #[test]
    fn only_files_are_found_in_backticks() {
        let text = "`plan/compile.rs`, `Operation`, `ARCHITECTURE.md` and `cargo xtask test`, `a/<db>/b.rs`";
        let found: Vec<&str> = in_backticks(text).collect();
        assert_eq!(found, ["plan/compile.rs", "ARCHITECTURE.md"]);
    }
}
