//! `#[seeder(file = "...", table = "...", key = [...])]` on a unit struct: rows that are in a file.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Error, Ident, LitStr, Path, Token, Visibility};

use super::options::{self, Options};
use super::{GENERIC, UNIT, content, expand};

/// The struct, its `impl Seeder`, and what registers it.
pub fn of_struct(options: TokenStream, item: TokenStream) -> Result<TokenStream, Error> {
    let unit = parse.parse2(item.clone());
    let options = options::parse(options);
    let (options, (attributes, name)) = match (options, unit) {
        (Ok(options), Ok(unit)) => (options, unit),
        (Err(mut error), Err(another)) => {
            error.combine(another);
            return Err(error);
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => return Err(error),
    };
    let unit = Path::from(name.clone());
    let [file, table, key] = required(&options, &name)?;
    let private = expand::private(&options);
    let file_name = options
        .rows
        .file
        .as_ref()
        .map(LitStr::value)
        .unwrap_or_default();
    let bytes = quote! {
        ::core::include_bytes!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #file_name))
    };
    let code = content::of(quote!(#table, #key));
    let meta = expand::meta(&options, &unit, code.hash, std::slice::from_ref(&bytes));
    let registration = expand::registration(&options, &unit, &attributes);
    let conditions = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    Ok(quote! {
        #item

        #(#conditions)*
        #[#private::async_trait]
        impl #private::Seeder for #unit {
            async fn run(&self, db: &mut #private::Db<'_>) -> #private::Result<()> {
                #private::SeedRows::new(#table, #key, #file, #bytes).apply(db).await?;
                ::core::result::Result::Ok(())
            }

            fn meta(&self) -> #private::SeederMeta {
                #meta
            }
        }

        #registration
    })
}

/// `struct Name;`, whatever stands above it.
fn parse(input: ParseStream) -> Result<(Vec<Attribute>, Ident), Error> {
    let attributes = input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    input.parse::<Token![struct]>()?;
    let name = input.parse::<Ident>()?;
    if input.peek(Token![<]) {
        return Err(input.error(GENERIC));
    }
    if !input.peek(Token![;]) {
        return Err(input.error(UNIT));
    }
    input.parse::<Token![;]>()?;
    Ok((attributes, name))
}

/// The file, the table and the key, as expressions; what is missing is said at the struct's name.
fn required(options: &Options, name: &Ident) -> Result<[TokenStream; 3], Error> {
    let rows = &options.rows;
    let missing = |option: &str| {
        Error::new(
            name.span(),
            format!(
                "rows in a file need `{option}`: #[seeder(file = \"seeds/roles.csv\", table = \"roles\", key = [\"name\"])]. \
                 A seeder with code of its own has #[seeder] above its `impl Seeder`"
            ),
        )
    };
    let file = rows.file.as_ref().ok_or_else(|| missing("file"))?;
    let table = rows.table.as_ref().ok_or_else(|| missing("table"))?;
    let key = rows.key.as_ref().ok_or_else(|| missing("key"))?;
    check_file(file)?;
    Ok([file.to_token_stream(), table.clone(), quote!([#(#key),*])])
}

/// A file that is not there, or not of a form that is read, is said at its name.
fn check_file(file: &LitStr) -> Result<(), Error> {
    let value = file.value();
    let path = std::path::Path::new(&value);
    let wrong = |message: String| Err(Error::new(file.span(), message));
    let extension = path.extension().and_then(|extension| extension.to_str());
    if !matches!(extension, Some("csv" | "json")) {
        return wrong("rows are read from a file that ends in `.csv` or `.json`".to_owned());
    }
    if path.is_absolute() {
        return wrong(
            "the path begins at the folder of the package's Cargo.toml, not at the root".to_owned(),
        );
    }
    // Where cargo does not build this, the compiler says that the file is not there.
    let package = std::env::var_os("CARGO_MANIFEST_DIR");
    match package.map(std::path::PathBuf::from) {
        Some(package) if !package.join(path).is_file() => wrong(format!(
            "there is no file {value:?}; its path begins at the folder of the package's Cargo.toml"
        )),
        Some(_) | None => Ok(()),
    }
}
