//! `sql_migrations!`.

mod build_script;
mod expand;
mod parse;

use std::env;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use syn::Error;

use parse::Call;

/// What registers the files of a folder, or what is wrong with them.
pub fn expand(input: TokenStream) -> TokenStream {
    match checked(input) {
        Ok(tokens) => tokens,
        Err(error) => error.into_compile_error(),
    }
}

fn checked(input: TokenStream) -> Result<TokenStream, Error> {
    let call = parse::parse(input)?;
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let Some(package) = package else {
        return Err(wrong(
            &call,
            "the folder of this crate is not known: CARGO_MANIFEST_DIR is not set",
        ));
    };
    let folder = call.folder.value();
    let found = migration_files::read(&package.join(&folder));
    let migrations = found.map_err(|mistakes| {
        let mut errors = mistakes.into_iter().map(|mut mistake| {
            // As the user wrote it: relative to the crate.
            mistake.path = relative(&mistake.path, &package);
            wrong(&call, &mistake.to_string())
        });
        // There is one at least.
        let first = errors
            .next()
            .unwrap_or_else(|| wrong(&call, "this folder cannot be read"));
        errors.fold(first, |mut all, error| {
            all.combine(error);
            all
        })
    })?;
    if let Some(missing) = build_script::missing(&package, &folder) {
        return Err(wrong(&call, &missing));
    }
    Ok(expand::expand(&call, &migrations, &shown_from()))
}

fn wrong(call: &Call, message: &str) -> Error {
    Error::new(call.folder.span(), message)
}

fn relative(path: &Path, to: &Path) -> PathBuf {
    path.strip_prefix(to).unwrap_or(path).to_owned()
}

/// What paths are shown relative to, as `file!()` does: where the compiler runs.
fn shown_from() -> PathBuf {
    env::current_dir().unwrap_or_default()
}
