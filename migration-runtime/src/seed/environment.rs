//! Which environment this is: what the program says, else the variable `MIGRATORY_ENV`, else `development`.

/// The variable.
const VARIABLE: &str = "MIGRATORY_ENV";
/// What it is when nobody says.
const DEFAULT: &str = "development";

/// The current environment.
pub(crate) fn current(said: Option<&str>) -> String {
    choose(said, std::env::var(VARIABLE).ok().as_deref())
}

fn choose(said: Option<&str>, variable: Option<&str>) -> String {
    let mut given = [said, variable].into_iter().flatten().map(str::trim);
    let first = given.find(|name| !name.is_empty());
    first.unwrap_or(DEFAULT).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_says_goes_before_the_variable() {
        for (said, variable, chosen) in [
            (Some("test"), Some("production"), "test"),
            (None, Some(" production "), "production"),
            (Some(""), Some("production"), "production"),
            (None, Some(""), "development"),
            (None, None, "development"),
        ] {
            assert_eq!(choose(said, variable), chosen);
        }
    }
}
