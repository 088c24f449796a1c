"""Data vault of persons and companies (kho dữ liệu điện tử của tổ chức, cá nhân): papers kept once and used again."""
