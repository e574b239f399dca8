"""The commands of `assay`, one file each; a command's file is loaded when it is called, and no other."""
