//! `#[seeder]`: on an `impl Seeder`, or on a unit struct whose rows are in a file.

mod content;
mod expand;
mod options;
mod rows;

use proc_macro2::{TokenStream, TokenTree};
use syn::{Error, Ident, Path};

use crate::impl_block::{self, is_a_macro, unit};

const BELONGS: &str = "#[seeder] belongs on the `impl Seeder for ...` of a unit struct, or with `file = \"...\"` on a unit struct \
                       itself";
const UNIT: &str = "#[seeder] registers a unit struct: `struct BaseRoles;`";
const GENERIC: &str = "a seeder cannot be generic: #[seeder] registers one value of it";

/// The item, and what registers it; or the item, and what is wrong.
pub fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let expanded = match is_struct(&item) {
        true => rows::of_struct(options, item.clone()),
        false => of_impl(options, item.clone()),
    };
    expanded.unwrap_or_else(|error| {
        let errors = error.into_compile_error();
        quote::quote!(#item #errors)
    })
}

/// Whether the first word that is neither an attribute nor a visibility is `struct`.
fn is_struct(item: &TokenStream) -> bool {
    let words = item.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word),
        TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    });
    let mut words = words.skip_while(|word| word == "pub");
    words.next().is_some_and(|word| word == "struct")
}

fn of_impl(options: TokenStream, item: TokenStream) -> Result<TokenStream, Error> {
    let options = options::parse(options).and_then(|options| {
        options.refuse_rows()?;
        Ok(options)
    });
    let checked = impl_block::parse(item, BELONGS).and_then(check);
    let (options, checked) = match (options, checked) {
        (Ok(options), Ok(checked)) => (options, checked),
        (Err(mut error), Err(another)) => {
            error.combine(another);
            return Err(error);
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => return Err(error),
    };
    if let Some(error) = functions_are_wrong(&checked) {
        // Without the `impl`: the compiler would say the same of it.
        return Ok(error.into_compile_error());
    }
    let code = content::of(checked.item.body.stream());
    Ok(expand::of_impl(&options, &checked, &code))
}

/// An `impl` that can be registered.
struct Checked {
    item: impl_block::Impl,
    unit: Path,
}

fn check(item: impl_block::Impl) -> Result<Checked, Error> {
    let named = match &item.of_trait {
        Some(syn::Type::Path(path)) => path.path.segments.last().map(|last| last.ident.to_string()),
        Some(_) | None => None,
    };
    match (&item.of_trait, named.as_deref()) {
        (Some(_), Some("Seeder")) => {}
        (Some(other), _) => {
            let message = "#[seeder] belongs on an `impl` of `Seeder`";
            return Err(Error::new_spanned(other, message));
        }
        (None, _) => {
            let message =
                "#[seeder] belongs on an `impl Seeder for ...`; this `impl` is of no trait";
            return Err(Error::new_spanned(&item.for_type, message));
        }
    }
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(&item.generics, GENERIC));
    }
    if let Some(clause) = &item.generics.where_clause {
        return Err(Error::new(clause.where_token.span, GENERIC));
    }
    if let Some(meta) = item.functions.iter().find(|name| *name == "meta") {
        let message = "`fn meta` is written by #[seeder]";
        return Err(Error::new(meta.span(), message));
    }
    let unit = unit(item.for_type.clone(), UNIT)?;
    Ok(Checked { item, unit })
}

/// What is wrong with the functions, in words that are plainer than those of the compiler.
fn functions_are_wrong(checked: &Checked) -> Option<Error> {
    let item = &checked.item;
    if !item.functions.iter().any(|name| name == "run") {
        let message = "this seeder has no `async fn run(&self, db: &mut Db<'_>) -> Result<()>`";
        return Some(Error::new_spanned(&checked.unit, message));
    }
    if item.attributes.iter().any(is_a_macro) {
        return None;
    }
    let name: &Ident = item.async_functions.first()?;
    let message = "an `impl Seeder` needs #[async_trait] as well: write it below #[seeder]";
    Some(Error::new(name.span(), message))
}
