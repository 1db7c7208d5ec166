use migratory::prelude::*;

pub struct CreateATableWhoseNameIsSoLongThatItFillsALineAlmost;

#[migration]
impl Migration for CreateATableWhoseNameIsSoLongThatItFillsALineAlmost {
    fn up(&self, schema: &mut Schema) {
        schema.create_table(
            "a_table_whose_name_is_so_long_that_it_fills_a_line_almost",
            |t| {
                t.id();
                t.string("a_column_whose_name_is_long_as_well_and_fills_it_too", 200);
                t.references("another_column_whose_name_is_so_long_id", "users");
            },
        );
    }
}
