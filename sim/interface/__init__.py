"""What users call: the functions behind `import sim`, a conf from the shipped files, and how each study is shown."""
