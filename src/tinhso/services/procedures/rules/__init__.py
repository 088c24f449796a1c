"""Pure decisions of the procedures room: answers of a form, what a dossier needs and costs, words of documents."""
