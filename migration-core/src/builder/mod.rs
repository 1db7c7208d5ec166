//! The typed DSL.
/// Records.
#[derive(Debug, Default)]
pub struct Schema {}
/// t
pub struct TableBuilder {}
impl TableBuilder {
    pub fn id(&mut self) {}
    pub fn string(&mut self, _: &str, _: u32) {}
}
impl Schema {
    /// Says that `down` is to be derived from `up`: what [`Migration::down`](crate::migration::Migration::down) does
    /// when it is left out.
    pub fn derive_down(&mut self) {}
    /// t
    pub fn create_table(&mut self, _: &str, _: impl FnOnce(&mut TableBuilder)) {}
}
